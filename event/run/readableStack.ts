import { join } from "node:path";
import { run } from "../../runtime/command";
import { hasOwnSecretsKey } from "../../runtime/engine/secretsKey";
import { homeOf, storeOf, type EventAtWork } from "./operation";

/** A team's stack for whoever only reads it. */
export interface ReadableStack {
  readonly name: string;
  /** Runs a command of the engine. @returns what it printed. @throws Error with what the engine says. */
  readonly pulumi: (args: readonly string[]) => Promise<string>;
}

/** Where an event's stacks are. */
export type StacksAt = Pick<EventAtWork, "event" | "folder" | "engine"> & { readonly rehearsed: boolean };

export function readableStack({ event, folder, engine, rehearsed }: StacksAt, team: string): ReadableStack {
  const { backend, stack } = storeOf(event.state, team, rehearsed);
  const env = {
    ...(hasOwnSecretsKey(backend) ? {} : { PULUMI_CONFIG_PASSPHRASE_FILE: join(folder.root, "passphrase") }),
    PULUMI_HOME: homeOf(folder, rehearsed),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  // Its project says where the state is.
  const cwd = join(folder.team(team), "work");
  const pulumi = async (args: readonly string[]): Promise<string> => {
    const ended = await run(engine.binary, [...args, "--non-interactive"], { cwd, env });
    if (ended.code === 0) return ended.stdout;
    throw new Error(`team ${team}: pulumi ${args.slice(0, 2).join(" ")}: ${ended.stderr.trim()}`);
  };
  return { name: stack, pulumi };
}
