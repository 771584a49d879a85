import { writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { armClients } from "../../event/armClients";
import { eventFolder } from "../../event/eventFolder";
import type { EventFile } from "../../event/file/model";
import { readEventFile } from "../../event/file/readEventFile";
import { readJournal, type JournalEntry } from "../../event/journal/journal";
import { readObserved } from "../../event/observed/observed";
import type { BilledCosts } from "../../event/report/billedCosts";
import { reportOf, type EventReport } from "../../event/report/eventReport";
import { reportCsv, reportMarkdown } from "../../event/report/renderReport";
import { signInEnvironment } from "../../event/signIn";
import { eventFileOf } from "./eventFile";
import { withEventOptions, type EventOptions } from "./options";

/* As in event/armClients.ts: only who asks something of Azure loads its client. */
declare const require: NodeJS.Require;

const formats: Readonly<Record<"md" | "csv" | "json", (report: EventReport) => string>> = {
  md: reportMarkdown,
  csv: reportCsv,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
};

interface ReportOptions extends EventOptions {
  readonly format: keyof typeof formats;
  readonly out?: string;
  readonly billed: boolean;
}

/** `report` */
export function reportCommand(): Command {
  return withEventOptions(new Command("report"))
    .description(
      "tells who reached what when, outages, failures, clicks and cost by team, also after everything is gone",
    )
    .addOption(new Option("--format <format>", "md, csv or json").choices(Object.keys(formats)).default("md"))
    .option("--out <file>", "write it there")
    .option("--no-billed", "do not ask Cost Management what Azure bills")
    .action(async (options: ReportOptions) => {
      const text = await report(options);
      if (options.out === undefined) process.stdout.write(text);
      else await writeFile(options.out, text, { mode: 0o600 });
    });
}

async function report(options: ReportOptions): Promise<string> {
  const { rehearse, billed, json, format } = options;
  const file = await eventFileOf(options, (text) => console.error(text));
  const event = await readEventFile(file, undefined);
  const folder = await eventFolder(event.event, rehearse);
  const [journal, observed] = await Promise.all([readJournal(folder.journal), readObserved(folder.observed)]);
  const now = new Date();
  // Nobody bills a rehearsal, and who was never there has cost nothing.
  const asks = billed && !rehearse && journal.length > 0;
  const told = reportOf({
    event,
    journal,
    observed,
    billed: asks ? await askBilled(event, journal, now) : undefined,
    now,
  });
  return formats[json ? "json" : format](told);
}

async function askBilled(
  event: EventFile,
  journal: readonly JournalEntry[],
  now: Date,
): Promise<BilledCosts> {
  const { billedCosts } =
    require("../../event/report/billedCosts") as typeof import("../../event/report/billedCosts");
  return await billedCosts({
    subscriptions: [...new Set(event.places.map(({ subscription }) => subscription))],
    teams: new Set([...event.teams.map(({ name }) => name), ...journal.map(({ team }) => team)]),
    from: new Date(journal[0]?.at ?? now),
    to: now,
    connect: armClients(signInEnvironment(event.signIn, process.env)),
  });
}
