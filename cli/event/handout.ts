import { Command } from "commander";
import { eventFolder } from "../../event/eventFolder";
import { readEventFile } from "../../event/file/readEventFile";
import type { Handout } from "../../event/handout/handout";
import { teamLinks, type StackOutputs } from "../../event/handout/teamLinks";
import { stepReady } from "../../event/handout/stepReady";
import { writeHandouts, type EventHandouts } from "../../event/handout/writeHandouts";
import { readJournal } from "../../event/journal/journal";
import { Slots } from "../../event/run/gate";
import { readableStack, type StacksAt } from "../../event/run/readableStack";
import { standingStacks } from "../../event/run/standing";
import { teamStories } from "../../event/story/teamStory";
import { keepToThisMachine } from "../../runtime/ownEnvironment";
import { eventFileOf } from "./eventFile";
import { requireEngine } from "./operate";
import { withEventOptions, type EventOptions } from "./options";

/** How many engines read at once: each takes a second of a processor. */
const READERS = 4;

interface HandoutOptions extends EventOptions {
  readonly withKeys: boolean;
}

/** `handout` */
export function handoutCommand(): Command {
  return withEventOptions(new Command("handout"))
    .description("writes a page a team to print, with links and what to do, a table for mail merge, an index")
    .option(
      "--with-keys",
      "write for each team, in a file apart, the command that starts its generator, with a key that may only send",
      false,
    )
    .action(async (options: HandoutOptions) => {
      process.exitCode = await handOut(options);
    });
}

/** @returns the exit code: 1 if a team has no page. */
async function handOut(options: HandoutOptions): Promise<number> {
  const { rehearse, withKeys, json } = options;
  const engine = await requireEngine();
  const file = await eventFileOf(options, (text) => console.error(text));
  const event = await readEventFile(file, undefined);
  const folder = await eventFolder(event.event, rehearse);
  // As in the team's processes: a rehearsal's stacks have a key of their own.
  if (rehearse) keepToThisMachine(process.env);
  const written = await readTeams({ event, folder, engine, rehearsed: rehearse }, withKeys);
  const into = await writeHandouts(folder.root, written);
  const teams = written.handouts.map(({ team }) => team);
  if (json) console.log(JSON.stringify({ folder: into, teams, without: written.without }));
  else console.log(`index.html, handout.csv and ${teams.length} pages: ${into}`);
  if (written.without.length === 0) return 0;
  console.error(
    `no page, for nothing of theirs has been brought to its end on this machine: ${written.without.join(", ")}`,
  );
  return 1;
}

async function readTeams(at: StacksAt, withKeys: boolean): Promise<EventHandouts> {
  const { event, teams } = at.event;
  const ready = await stepsReady(at);
  const slots = new Slots(READERS);
  const read = teams
    .filter(({ name }) => ready.has(name))
    .map(async ({ name: team, label }) => {
      const outputs = await slots.hold(() => outputsOf(at, team, withKeys));
      const step = ready.get(team) ?? 0;
      const handout: Handout = { event, team, label, step, links: teamLinks(outputs) };
      return { handout, key: withKeys ? outputs["containerCreateCommand"] : undefined };
    });
  const done = await Promise.all(read);
  return {
    event,
    handouts: done.map(({ handout }) => handout),
    without: teams.filter(({ name }) => !ready.has(name)).map(({ name }) => name),
    // Before step 2 there is none.
    keys: new Map(
      done.flatMap(({ handout, key }) => (typeof key === "string" ? [[handout.team, key] as const] : [])),
    ),
  };
}

/** A stack of which nothing came to its end has no outputs: a page of it would have no address. */
async function stepsReady({ folder }: StacksAt): Promise<ReadonlyMap<string, number>> {
  const [standing, journal] = await Promise.all([standingStacks(folder), readJournal(folder.journal)]);
  const stories = teamStories(journal);
  const steps = [...standing].map(([team, { step }]) => [team, stepReady(stories.get(team), step)] as const);
  return new Map(steps.filter(([, step]) => step > 0));
}

async function outputsOf(at: StacksAt, team: string, withSecrets: boolean): Promise<StackOutputs> {
  const { name, pulumi } = readableStack(at, team);
  const shown = withSecrets ? ["--show-secrets"] : [];
  return JSON.parse(await pulumi(["stack", "output", "--json", ...shown, "--stack", name])) as StackOutputs;
}
