import { Command } from "commander";
import type { EventFile } from "../../event/file/model";
import type { TeamOutcome } from "../../event/run/coordinator";
import { standingStacks } from "../../event/run/standing";
import { operate, type OperatedEvent } from "./operate";
import { withOperateOptions, type OperateOptions } from "./options";
import { standingTeams } from "./placed";

interface DownOptions extends OperateOptions {
  readonly expired: boolean;
}

/** `down [TEAMS]` */
export function downCommand(): Command {
  return withOperateOptions(new Command("down"))
    .argument("[teams...]", "only these")
    .description("destroys every team's resources, with their data, and removes the stacks")
    .option("--expired", "only if the event's `expires` is over", false)
    .action(async (names: string[], options: DownOptions) => {
      const verb = { verb: "down", again: "down", names, options, today: undefined } as const;
      process.exitCode = await operate(verb, async (operated) => {
        if (options.expired && !isOver(operated.event, new Date())) {
          operated.say(
            `event "${operated.event.event}" runs until ${operated.event.expires}: nothing is destroyed`,
          );
          return [];
        }
        return await takeDown(operated, names);
      });
    });
}

/** Destroys teams; the clouds of a rehearsal end with the last one. @param names none: all that stand. */
export async function takeDown(
  operated: OperatedEvent,
  names: readonly string[],
): Promise<readonly TeamOutcome[]> {
  const outcomes = await operated.run("down", "down", standingTeams(operated, names), "none");
  await endClouds(operated);
  return outcomes;
}

const isOver = ({ expires }: EventFile, today: Date): boolean => expires < today.toISOString().slice(0, 10);

/** A rehearsal is over when nothing is left in its clouds. @throws Error naming what is left though no team is. */
async function endClouds({ clouds, folder, say }: OperatedEvent): Promise<void> {
  if (clouds === undefined) return;
  const { left } = await clouds.contents();
  if ((await standingStacks(folder)).size > 0) return;
  if (left.length > 0)
    throw new Error(`left in the simulated clouds though every team is down:\n${left.join("\n")}`);
  await clouds.stop();
  say("nothing is left in the simulated clouds, and they have ended");
}
