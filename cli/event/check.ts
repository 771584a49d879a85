import { dirname, resolve } from "node:path";
import { Command } from "commander";
import { checkEvent, notAsked, type CheckReport, type CheckSources } from "../../event/check/checkEvent";
import type { Finding, Verdict } from "../../event/check/finding";
import { eventFolder } from "../../event/eventFolder";
import { readEventFile } from "../../event/file/readEventFile";
import { readSecretValues } from "../../event/file/secrets";
import { armClients } from "../../event/armClients";
import { signInEnvironment } from "../../event/signIn";
import { standingStacks } from "../../event/run/standing";
import { databricksTokenIn } from "../../clients/databricksToken";
import { escaped } from "../../clients/escaped";
import { fetchOutside } from "../../clients/outside";
import { findEngineProgram } from "../../runtime/engine/program";
import type { EventFile } from "../../event/file/model";
import { roomAt } from "../start/room";
import { eventFileOf } from "./eventFile";
import { withEventOptions, type EventOptions } from "./options";
import { rehearsedSubscriptions } from "./rehearsedSubscriptions";

/** `check` */
export function checkCommand(): Command {
  return withEventOptions(new Command("check"))
    .description("asks everything that can be asked before anything is made, and changes nothing")
    .option("--fix", "register resource providers that are not registered", false)
    .action(async (options: EventOptions & { readonly fix: boolean }) => {
      const { json } = options;
      // Not among the findings, which a program may read.
      const file = await eventFileOf(options, (text) => console.error(text));
      const event = await readEventFile(file, new Date());
      const report = await check(event, { ...options, file });
      if (json) for (const finding of report.findings) console.log(JSON.stringify(finding));
      else for (const line of reportLines(report)) console.log(line);
      if (report.findings.some(({ verdict }) => verdict === "fail")) process.exitCode = 1;
    });
}

/** @param stacks teams that have a stack; not known without an engine. */
export async function check(
  event: EventFile,
  options: Pick<EventOptions, "file" | "rehearse"> & {
    readonly fix: boolean;
    readonly stacks?: ReadonlySet<string>;
  },
): Promise<CheckReport> {
  const { fix, file, rehearse, stacks } = options;
  if (!rehearse) return checkEvent(event, azureSources(event, file), { fix, ...(stacks && { stacks }) });
  const folder = await eventFolder(event.event, rehearse);
  const served = await rehearsedSubscriptions(event, folder);
  try {
    const environment = signInEnvironment("azureCli", { ...process.env, ...served.environment });
    const sources = azureSources(event, file, environment);
    // A rehearsal's stacks are on this machine, all of them.
    const checked = { fix, stacks: new Set((await standingStacks(folder)).keys()) };
    return await checkEvent({ ...event, signIn: "azureCli" }, { ...sources, ...served.sources }, checked);
  } finally {
    await served.stop();
  }
}

function azureSources(
  event: EventFile,
  file: string,
  environment = signInEnvironment(event.signIn, process.env),
): CheckSources {
  const token = databricksTokenIn(environment);
  return {
    environment,
    connect: armClients(environment),
    askDatabricks: async (workspaceUrl, path) =>
      fetchOutside(`https://${workspaceUrl}${path}`, {
        headers: { authorization: `Bearer ${await token()}` },
        signal: AbortSignal.timeout(30_000),
      }),
    fetch: fetchOutside,
    readSecrets: () => readSecretValues(event, dirname(resolve(file)), process.env),
    findEngine: () => findEngineProgram().catch((error: unknown) => (error as Error).message),
    room: () => roomAt(process.cwd()),
  };
}

/** What is worst comes last, where a terminal shows it. */
const order: readonly Verdict[] = ["ok", "unknown", "warn", "fail"];

/** A report as people read it. */
export function reportLines({ findings }: CheckReport): string[] {
  const sorted = order.flatMap((verdict) => findings.filter((finding) => finding.verdict === verdict));
  const count = (verdict: Verdict): string =>
    `${findings.filter((each) => each.verdict === verdict).length} ${verdict}`;
  return [
    ...sorted.flatMap(findingLines),
    "",
    `${order.map(count).join(", ")}. Cannot be checked: ${notAsked.join("; ")}.`,
  ];
}

function findingLines({ verdict, check: asked, subject, found, remedy }: Finding): string[] {
  const line = `${verdict.padEnd(8)}${asked}${subject === "" ? "" : ` (${subject})`}: ${found}`;
  return [escaped(line), ...(remedy !== undefined && verdict !== "ok" ? [`        ${escaped(remedy)}`] : [])];
}
