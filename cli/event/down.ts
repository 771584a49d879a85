import { Command } from "commander";
import type { EventFile, Team } from "../../event/file/model";
import type { PlacedTeam } from "../../event/run/operation";
import { standingStacks } from "../../event/run/standing";
import { operate, type OperatedEvent } from "./operate";
import { withOperateOptions, type OperateOptions } from "./options";

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
      const verb = { verb: "down", names, options, today: undefined } as const;
      process.exitCode = await operate(verb, async (operated) => {
        if (options.expired && !isOver(operated.event, new Date())) {
          operated.say(
            `event "${operated.event.event}" runs until ${operated.event.expires}: nothing is destroyed`,
          );
          return [];
        }
        const outcomes = await operated.run("down", "down", standing(operated, names), "none");
        await endClouds(operated);
        return outcomes;
      });
    });
}

const isOver = ({ expires }: EventFile, today: Date): boolean => expires < today.toISOString().slice(0, 10);

/** Whatever has a stack: also a team that the file no longer has. */
function standing(
  { standing: stacks, teams }: OperatedEvent,
  names: readonly string[],
): readonly PlacedTeam[] {
  const wanted = [...stacks].filter(([name]) => names.length === 0 || names.includes(name));
  return wanted.map(([name, { placement }]) => ({
    team: teams.find((team) => team.name === name) ?? unlisted(name),
    placement,
  }));
}

function unlisted(name: string): Team {
  return { name, label: name, members: [], settings: {}, spare: false };
}

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
