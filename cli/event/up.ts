import { Command, Option } from "commander";
import type { PlacementAnswer } from "../../event/places/model";
import { wholeNumber } from "../wholeNumber";
import { check, reportLines } from "./check";
import { orderLocalServices } from "./localServices";
import { operate, type OperatedEvent } from "./operate";
import { withOperateOptions, type OperateOptions } from "./options";
import { placed } from "./placed";

interface UpOptions extends OperateOptions {
  readonly local?: number;
}

/** `up [TEAMS]` */
export function upCommand(): Command {
  return withOperateOptions(new Command("up"))
    .argument("[teams...]", "only these")
    .description(
      "checks, then creates what is missing of every team, as far as its step says; it lowers none",
    )
    .addOption(
      new Option(
        "--local <number>",
        "in a rehearsal: so many of the first teams have a real broker, Spark and generator besides",
      ).argParser(wholeNumber(1, 10)),
    )
    .action(async (names: string[], options: UpOptions) => {
      const { local } = options;
      const again = local === undefined ? "up" : `up --local ${local}`;
      const verb = { verb: "up", again, names, options, today: new Date() } as const;
      process.exitCode = await operate(verb, async (operated) => {
        if (local !== undefined) await orderLocalServices(operated, local);
        const answer = await placementFor(operated, options);
        return await operated.run("up", "up", placed(operated, { answer }));
      });
    });
}

/**
 * @returns where teams have room; undefined: everywhere, as in a rehearsal, where there is nobody to ask besides.
 * @throws Error with the report where something fails that they would meet.
 */
export async function placementFor(
  { event, standing, say }: OperatedEvent,
  { file, rehearse }: Pick<OperateOptions, "file" | "rehearse">,
): Promise<PlacementAnswer | undefined> {
  if (rehearse) return undefined;
  const stacks = new Set(standing.keys());
  const report = await check(event, { file, rehearse, fix: false, stacks });
  const failed = report.findings.filter(({ verdict }) => verdict === "fail");
  if (failed.length > 0)
    throw new Error(
      [...reportLines({ ...report, findings: failed }), "Nothing was made: mend this first."].join("\n"),
    );
  const warned = report.findings.filter(({ verdict }) => verdict === "warn");
  if (warned.length > 0) say(reportLines({ ...report, findings: warned }).join("\n"));
  return report.placement;
}
