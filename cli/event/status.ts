import { Command } from "commander";
import { costSoFar } from "../../event/cost/costSoFar";
import { eventFolder, type EventFolder } from "../../event/eventFolder";
import { readEventFile } from "../../event/file/readEventFile";
import { lastEntries, readJournal, type JournalEntry } from "../../event/journal/journal";
import { runningClouds } from "../../event/rehearsal/client";
import { standingStacks } from "../../event/run/standing";
import { teamStories } from "../../event/story/teamStory";
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
  /** In the table of a team that has real services in a rehearsal; else, and before there is a table, null. */
  readonly clicks: number | null;
  /** Computed from hours and list prices, in USD; of a team that the journal does not have, null. */
  readonly cost: number | null;
  /** The last thing that was done, and what came of it. */
  readonly last: JournalEntry | null;
}

/** `status` */
export function statusCommand(): Command {
  return withEventOptions(new Command("status"))
    .description(
      "shows each team's place, step, cost as computed so far, and what came of the last command; asks no cloud",
    )
    .action(async (options: EventOptions) => {
      const teams = await statusOf(options);
      if (options.json) console.log(JSON.stringify(teams));
      else for (const line of statusLines(teams)) console.log(line);
    });
}

async function statusOf(options: EventOptions): Promise<TeamStatus[]> {
  const { rehearse } = options;
  const file = await eventFileOf(options, (text) => console.error(text));
  const event = await readEventFile(file, undefined);
  const folder = await eventFolder(event.event, rehearse);
  const standing = await standingStacks(folder);
  const clicks = rehearse ? await clicksIn(folder) : {};
  const journal = await readJournal(folder.journal);
  const [last, stories, now] = [lastEntries(journal), teamStories(journal), new Date()];
  const listed = event.teams.map(({ name, label }) => ({ name, label }));
  const unlisted = [...standing.keys()].filter((name) => !listed.some((team) => team.name === name));
  return [...listed, ...unlisted.map((name) => ({ name, label: `${name} (not in ${file})` }))].map(
    ({ name, label }) => {
      const stack = standing.get(name);
      const story = stories.get(name);
      return {
        team: name,
        label,
        subscription: stack?.placement.subscription ?? null,
        region: stack?.placement.region ?? null,
        step: stack?.step ?? null,
        clicks: clicks[name] ?? null,
        cost: story === undefined ? null : costSoFar(event, story, now).cost,
        last: last.get(name) ?? null,
      };
    },
  );
}

/** @returns what each team with real services has counted; nothing where the clouds do not run. */
async function clicksIn({ clouds }: EventFolder): Promise<Readonly<Record<string, number | null>>> {
  return (await (await runningClouds(clouds))?.clicks()) ?? {};
}

/** What is known of teams, as people read it. */
function statusLines(teams: readonly TeamStatus[]): string[] {
  const counts = teams.some(({ clicks }) => clicks !== null);
  return tableLines(
    ["team", "label", "region", "step", ...(counts ? ["clicks"] : []), "cost, USD", "last", "at"],
    teams.map(({ team, label, region, step, clicks, cost, last }) => {
      const what = last && `${last.verb} ${last.phase}${last.kind ? ` (${last.kind})` : ""}`;
      const counted = counts ? [clicks === null ? "" : String(clicks)] : [];
      const [place, at] = [region ?? "", last?.at ?? ""];
      const spent = cost === null ? "" : cost.toFixed(2);
      return [team, label, place, step === null ? "" : String(step), ...counted, spent, what ?? "", at];
    }),
  );
}
