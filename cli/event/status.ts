import { Command } from "commander";
import { eventFolder } from "../../event/eventFolder";
import { readEventFile } from "../../event/file/readEventFile";
import { lastEntries, readJournal, type JournalEntry } from "../../event/journal/journal";
import { standingStacks } from "../../event/run/standing";
import { tableLines } from "../table";
import { eventFileOf } from "./eventFile";
import { withEventOptions, type EventOptions } from "./options";

/** What is known of one team. */
interface TeamStatus {
  readonly team: string;
  readonly label: string;
  readonly subscription: string | null;
  readonly region: string | null;
  readonly step: number | null;
  /** The last thing that was done, and what came of it. */
  readonly last: JournalEntry | null;
}

/** `status` */
export function statusCommand(): Command {
  return withEventOptions(new Command("status"))
    .description("shows each team's place, step, and what came of the last command; asks no cloud")
    .action(async (options: EventOptions) => {
      const teams = await statusOf(options);
      if (options.json) console.log(JSON.stringify(teams));
      else
        for (const line of tableLines(["team", "label", "region", "step", "last", "at"], teams.map(rowOf)))
          console.log(line);
    });
}

async function statusOf(options: EventOptions): Promise<TeamStatus[]> {
  const { rehearse } = options;
  const file = await eventFileOf(options, (text) => console.error(text));
  const event = await readEventFile(file, undefined);
  const folder = await eventFolder(event.event, rehearse);
  const standing = await standingStacks(folder);
  const last = lastEntries(await readJournal(folder.journal));
  const listed = event.teams.map(({ name, label }) => ({ name, label }));
  const unlisted = [...standing.keys()].filter((name) => !listed.some((team) => team.name === name));
  return [...listed, ...unlisted.map((name) => ({ name, label: `${name} (not in ${file})` }))].map(
    ({ name, label }) => {
      const stack = standing.get(name);
      return {
        team: name,
        label,
        subscription: stack?.placement.subscription ?? null,
        region: stack?.placement.region ?? null,
        step: stack?.step ?? null,
        last: last.get(name) ?? null,
      };
    },
  );
}

function rowOf({ team, label, region, step, last }: TeamStatus): (string | null)[] {
  const what = last && `${last.verb} ${last.phase}${last.kind ? ` (${last.kind})` : ""}`;
  return [team, label, region ?? "", step === null ? "" : String(step), what ?? "", last?.at ?? ""];
}
