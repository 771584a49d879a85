/** The name that the rehearsed event has. */
export const EVENT = "contoso-2027-03";

/** A part of the recorded rehearsal: what a coach does then, and what it shows. */
export interface Scene {
  readonly title: string;
  /** What the reader is to know before. */
  readonly text: string;
  /** Verbs with their arguments, in order; `--file` and `--rehearse` are added where a verb takes them. */
  readonly verbs: readonly Verb[];
}

/** One command of a scene. */
export interface Verb {
  readonly args: readonly string[];
  /** What is typed where it asks. */
  readonly typed?: readonly string[];
  /** Lines of the event's file that are changed before: those that begin so, to what. */
  readonly edits?: readonly (readonly [begin: string, lines: readonly string[]])[];
  /** Pictures to take while or after it runs. */
  readonly picture?: "board" | "handout";
  /** Seconds until it is given: Azure's metrics are minutes late. @default 0 */
  readonly after?: number;
  /** The exit code that it should end with. @default 0 */
  readonly code?: number;
}

/** How the rehearsal is played. */
export interface SceneOptions {
  readonly teams: number;
  /** Teams with a real broker, Spark and generator. */
  readonly local: number;
  readonly speed: number;
  readonly expires: string;
  /** Where `sweep` writes its plan. */
  readonly plan: string;
}

/** @returns a whole event, from its file to the proof that nothing is left. */
export function scenesOf(options: SceneOptions): readonly Scene[] {
  return [before(options), create(options), forward(options), during(options), after(options)];
}

const speedOf = ({ speed }: SceneOptions): readonly string[] => ["--speed", String(speed)];

function before({ teams, expires }: SceneOptions): Scene {
  const answers = [
    EVENT,
    "coach@contoso.com",
    expires,
    "00000000-0000-4000-8000-000000000011 westeurope",
    String(teams),
  ];
  return {
    title: "Days before",
    text: "Five questions make the file. `check` asks what can be asked before anything is created, and says what to change; `estimate` says what the schedule costs.",
    verbs: [
      { args: ["init"], typed: answers },
      { args: ["check"], code: 1 },
      { args: ["check"], edits },
      { args: ["estimate"] },
    ],
  };
}

/** What the first check asks for, and what an event has besides. */
const edits: NonNullable<Verb["edits"]> = [
  ["signIn:", ["signIn: servicePrincipal"]],
  ["  throughStep:", ["  throughStep: 4", "  generator: builtin"]],
  [
    "spares:",
    [
      "spares: 1",
      "schedule:",
      "  - { at: 2099-12-10T16:00+01:00, do: up, step: 4 }",
      "  - { at: 2099-12-11T09:00+01:00, do: step, step: 6 }",
      "  - { at: 2099-12-12T18:00+01:00, do: down }",
    ],
  ],
];

function create(options: SceneOptions): Scene {
  return {
    title: "The day before: the teams are created",
    text: "The first team goes alone until what all others would stumble over is behind it. Those of `--local` have a broker, Spark and a generator of their own on this machine: their clicks are real.",
    verbs: [
      { args: ["up", "--local", String(options.local), ...speedOf(options)] },
      { args: ["status"] },
      { args: ["handout"], picture: "handout" },
    ],
  };
}

function forward(options: SceneOptions): Scene {
  return {
    title: "The morning: all teams to step 6",
    text: "One team goes first. Then the board says who needs help, and `verify` whether each click arrived once.",
    verbs: [
      { args: ["step", "6", ...speedOf(options)] },
      { args: ["board"], picture: "board", after: 240 },
      { args: ["verify", "--yes"] },
    ],
  };
}

function during(options: SceneOptions): Scene {
  return {
    title: "During the event",
    text: "Late comers get the team in stock. A team that broke what it has gets everything anew. A coach marks what no query history tells.",
    verbs: [
      { args: ["claim", "spare-1", "--label", "Late Lions", ...speedOf(options)] },
      { args: ["reset", `team-${options.teams}`, ...speedOf(options)] },
      { args: ["mark", "team-2", "own-query"] },
      { args: ["board", "--once"] },
    ],
  };
}

function after(options: SceneOptions): Scene {
  const { plan } = options;
  return {
    title: "The day after: nothing is left, and that is proved",
    text: "`report` reads what was noted. `sweep` looks for what no stack knows of; `--plant` first puts there what events leave, and beside it what of other people looks like it. Then exactly the plan is removed, and lists that do not depend on each other are asked.",
    verbs: [
      { args: ["down", ...speedOf(options)] },
      { args: ["report"] },
      { args: ["sweep", "--plan", plan, "--plant"], code: 1 },
      { args: ["sweep", "--apply", plan] },
      { args: ["sweep", "--plan", `${plan}.after`] },
    ],
  };
}
