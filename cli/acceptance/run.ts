import { setTimeout as sleep } from "node:timers/promises";
import { stages, type Stage } from "../../program/beliefs";
import { steps } from "../../program/steps";
import { Redactor } from "./redact";

/** One team's stack, wherever it is deployed. Each command resolves to what it changed. */
export interface AcceptanceStack {
  set(settings: Readonly<Record<string, string>>): Promise<void>;
  up(): Promise<readonly string[]>;
  refresh(): Promise<readonly string[]>;
  destroy(): Promise<readonly string[]>;
  /** State of the generator's container, as Azure says it: `Running`. */
  generator(): Promise<string>;
  /** Ids of the job's active runs. */
  runs(): Promise<readonly string[]>;
  /** Clicks that the team's table has; undefined where none flow. */
  clicks(): Promise<number | undefined>;
  /** Has somebody else sign in. @returns false where nobody does. */
  signInAsSecond(): Promise<boolean>;
  /** What of the team is still there after its destruction. */
  leftovers(): Promise<readonly string[]>;
  /** The same of the region's metastore; undefined where nobody can look. */
  metastoreLeftovers(): Promise<readonly string[] | undefined>;
}

/** How a stage went. */
export interface StageResult {
  readonly stage: Stage;
  readonly outcome: "as believed" | "otherwise" | "not looked at";
  readonly seconds: number;
  /** Redacted. */
  readonly said?: string;
}

/** How long is waited for what takes its time. */
export interface Patience {
  /** Milliseconds between two looks. @default 15 s */
  readonly every?: number;
  /** Looks, at most. @default 80, which is 20 minutes */
  readonly times?: number;
}

class NotLookedAt extends Error {}

const METASTORE =
  "the metastore answers only through a workspace of its region: look in another one for a storage credential, an " +
  "external location and a catalog of the team's name";

/** What follows the team's whole life, and is looked at after any failure. */
const endings: ReadonlySet<Stage> = new Set(["destroy", "nothing left", "nothing left in the metastore"]);

/** Goes through every stage; a failed one does not keep the stack from being destroyed. */
export async function accept(
  stack: AcceptanceStack,
  tell: (result: StageResult) => void,
  { every = 15_000, times = 80 }: Patience = {},
  redactor = new Redactor(),
): Promise<readonly StageResult[]> {
  const results: StageResult[] = [];
  let broken = false;
  const work = new StageWork(stack, { every, times });
  for (const stage of stages) {
    const started = performance.now();
    const done = (outcome: StageResult["outcome"], said?: string): void => {
      const seconds = Math.round((performance.now() - started) / 1000);
      const result = { stage, outcome, seconds, ...(said !== undefined && { said: redactor.redact(said) }) };
      results.push(result);
      tell(result);
    };
    if (broken && !endings.has(stage)) {
      done("not looked at", "an earlier stage failed");
      continue;
    }
    await work.of(stage).then(
      () => done("as believed"),
      (error: unknown) => {
        const said = error instanceof Error ? error.message : String(error);
        if (error instanceof NotLookedAt) return done("not looked at", said);
        broken = true;
        return done("otherwise", said);
      },
    );
  }
  return results;
}

/** What is done in each stage, on one stack. */
class StageWork {
  readonly #stack: AcceptanceStack;
  readonly #patience: Required<Patience>;

  constructor(stack: AcceptanceStack, patience: Required<Patience>) {
    this.#stack = stack;
    this.#patience = patience;
  }

  /** @throws Error saying what was otherwise; NotLookedAt where nobody could look. */
  of(stage: Stage): Promise<void> {
    const stack = this.#stack;
    const work: Record<Stage, () => Promise<void>> = {
      steps: () => this.#steps(),
      generator: () => this.#until("the container runs", () => stack.generator(), "Running"),
      job: () => this.#until("runs of the job are active", async () => (await stack.runs()).length, 1),
      clicks: () => this.#clicks(),
      "second up": () => unchanged(stack.up()),
      refresh: () => unchanged(stack.refresh()),
      "change of the running job": () => this.#change(),
      "second identity": () => this.#secondIdentity(),
      destroy: async () => void (await stack.destroy()),
      "nothing left": async () => nothing(await stack.leftovers()),
      "nothing left in the metastore": async () =>
        nothing((await stack.metastoreLeftovers()) ?? notLooked(METASTORE)),
    };
    return work[stage]();
  }

  async #steps(): Promise<void> {
    for (const { number } of steps) {
      await this.#stack.set({ throughStep: String(number) });
      await this.#stack.up();
    }
  }

  async #clicks(): Promise<void> {
    const look = async (): Promise<boolean> =>
      ((await this.#stack.clicks()) ?? notLooked("nothing flows in a simulated cloud")) > 0;
    await this.#until("the table has clicks", look, true);
  }

  async #change(): Promise<void> {
    const before = await this.#stack.runs();
    // A tag of the job's: the run is begun again, on no more nodes than before.
    await this.#stack.set({ owner: "acceptance" });
    if ((await this.#stack.up()).length === 0) throw new Error("it changed nothing");
    const another = async (): Promise<string> => {
      const now = await this.#stack.runs();
      return now.length === 1 && !before.includes(String(now[0]))
        ? "one other run"
        : `runs ${now.join(", ")}`;
    };
    await this.#until(`the job's active runs, before ${before.join(", ")}`, another, "one other run");
    await unchanged(this.#stack.up());
    await unchanged(this.#stack.refresh());
  }

  async #secondIdentity(): Promise<void> {
    if (!(await this.#stack.signInAsSecond())) notLooked("nobody else signed in");
    await unchanged(this.#stack.refresh());
    await this.#stack.set({ owner: "acceptance-second" });
    await this.#stack.up();
  }

  /** Looks until what is there is as wanted. */
  async #until<T>(what: string, look: () => Promise<T>, wanted: T): Promise<void> {
    const { every, times } = this.#patience;
    for (let time = 1; ; time++) {
      const seen = await look();
      if (seen === wanted) return;
      if (time >= times) throw new Error(`${what}: ${String(seen)}, not ${String(wanted)}`);
      await sleep(every);
    }
  }
}

function notLooked(why: string): never {
  throw new NotLookedAt(why);
}

function nothing(left: readonly string[]): void {
  if (left.length > 0) throw new Error(`left: ${left.join(", ")}`);
}

async function unchanged(command: Promise<readonly string[]>): Promise<void> {
  const changes = await command;
  if (changes.length > 0) throw new Error(["it changed", ...changes].join("\n"));
}
