import { Command } from "commander";
import { eventFolder } from "../../event/eventFolder";
import { readEventFile } from "../../event/file/readEventFile";
import { Observed } from "../../event/observed/observed";
import { runningClouds } from "../../event/rehearsal/client";
import { standingStacks } from "../../event/run/standing";
import { exitCodeOf, verifyTeams, type TeamVerdict } from "../../event/verify/verifyTeams";
import { wakingCost } from "../../event/verify/wakingCost";
import { lastStep } from "../../program/steps";
import type { Report } from "../../verify/verify";
import { ask } from "../ask";
import { askOnAzure } from "./askOnAzure";
import { eventFileOf } from "./eventFile";
import { named, requireEngine } from "./operate";
import { withEventOptions, type EventOptions } from "./options";
import { verdictLines } from "./verdicts";

interface VerifyEventOptions extends EventOptions {
  readonly yes: boolean;
}

/** `verify [TEAMS]` */
export function verifyCommand(): Command {
  return withEventOptions(new Command("verify"))
    .argument("[teams...]", "only these")
    .description(
      "checks that each click of each team arrived in its tables, once; wakes their SQL warehouses",
    )
    .option("--yes", "pay what waking the warehouses costs without being asked", false)
    .addHelpText(
      "after",
      "\nExit code: 0 each click arrived once, 1 not for some team, 2 some team could not be asked, or none was.",
    )
    .action(async (names: string[], options: VerifyEventOptions) => {
      process.exitCode = await verifyEvent(names, options);
    });
}

/** How a team is asked. @returns undefined where it is simulated. */
type AskTeam = (team: string) => Promise<Report | undefined>;

async function verifyEvent(names: readonly string[], options: VerifyEventOptions): Promise<number> {
  const file = await eventFileOf(options, (text) => console.error(text));
  const event = await readEventFile(file, undefined);
  const folder = await eventFolder(event.event, options.rehearse);
  const standing = await standingStacks(folder);
  const teams = named(event, names).map(({ name }) => name);
  const ready = teams.filter((team) => standing.get(team)?.step === lastStep);
  const early = teams.filter((team) => !ready.includes(team));
  if (early.length > 0)
    console.error(`no stream before step ${lastStep}, and nothing to verify: ${early.join(", ")}`);
  const askTeam: AskTeam = options.rehearse
    ? await askInRehearsal(folder.clouds)
    : askOnAzure({ event, folder, engine: await requireEngine(), rehearsed: false });
  if (!options.rehearse && ready.length > 0 && !(await mayWake(ready.length, options))) return 2;
  const observed = await Observed.open(folder.observed);
  try {
    const tell = (team: string, verdict: TeamVerdict): void => print(team, verdict, options);
    const verdicts = await verifyTeams(ready, { ask: askTeam, observed, tell });
    const code = exitCodeOf(verdicts.values());
    // Who names a team wants to know of that one.
    return code === 0 && names.length > 0 && early.length > 0 ? 2 : code;
  } finally {
    await observed.close();
  }
}

async function askInRehearsal(note: string): Promise<AskTeam> {
  const clouds = await runningClouds(note);
  if (clouds === undefined) throw new Error("no rehearsal runs: `up --rehearse` first");
  return (team) => clouds.verify(team);
}

/** Says what it costs, and asks whoever sits there. @throws Error where nobody does. */
async function mayWake(warehouses: number, { yes }: VerifyEventOptions): Promise<boolean> {
  const cost = `verify ${wakingCost(warehouses)}.`;
  if (!yes && !process.stdin.isTTY) throw new Error(`${cost} Add --yes if that is wanted.`);
  console.error(cost);
  return yes || /^y(es)?$/i.test(await ask("Go on? [y/N] "));
}

function print(team: string, verdict: TeamVerdict, { json }: EventOptions): void {
  if (json) console.log(JSON.stringify({ team, ...verdict }));
  else for (const line of verdictLines(team, verdict)) console.log(line);
}
