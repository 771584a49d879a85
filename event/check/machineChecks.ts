import type { Engine } from "../../runtime/engine";
import type { EventFile } from "../file/model";
import { missingFor } from "../signIn";
import { about, type Finding } from "./finding";
import { knowsAzureState } from "./stateStore";

/** What a team's process and its engine take, in GB. */
const TEAM_GB = 0.3;
/** What stays free for everything else, in GB. */
const FREE_GB = 2;
/** A team's work folder and its share of the providers' plugins, in GB. */
const DISK_GB = 3;

/** The CLI's cache of tokens and its locks do not survive many processes at once. */
export const MOST_WITH_CLI = 4;

/** Whether every process can sign in as the file says. */
export function checkSignIn({ signIn, teams }: EventFile, environment: NodeJS.ProcessEnv): Finding {
  const say = about("sign-in", signIn);
  const missing = missingFor(signIn, environment);
  if (missing.length > 0)
    return say.fail(`${missing.join(", ")} not set`, "Set them, or choose another signIn.");
  if (signIn === "azureCli" && teams.length > MOST_WITH_CLI) {
    return say.warn(
      `${teams.length} teams, of which at most ${MOST_WITH_CLI} are made at once: the CLI's token cache takes no more processes`,
      "Set signIn to servicePrincipal or managedIdentity.",
    );
  }
  return say.ok("every process signs in so");
}

/** An engine, as far as a check looks at it. */
export type FoundEngine = Pick<Engine, "version" | "binary">;

/**
 * @param found the engine, or why there is none.
 * @param knowsState whether an engine can keep state in an Azure container.
 */
export async function checkEngine(
  found: FoundEngine | string,
  { state }: EventFile,
  knowsState = knowsAzureState,
): Promise<Finding> {
  const say = about("engine", "");
  if (typeof found === "string") {
    return say.warn(
      `none: ${found}`,
      "Only check, estimate and init run without one; `npm run engine` gets one.",
    );
  }
  if (state.kind === "azblob" && !(await knowsState(found.binary))) {
    return say.fail(
      `Pulumi ${found.version} at ${found.binary} cannot keep state in ${state.url}: it was compiled without`,
      "Install the Pulumi CLI (https://www.pulumi.com/docs/install), or set state to file.",
    );
  }
  return say.ok(`Pulumi ${found.version}`);
}

/** @param room what is free on this machine, in GB. */
export function checkMachine(
  room: { readonly memory: number; readonly disk: number },
  teams: number,
): Finding[] {
  const atOnce = Math.min(teams, Math.max(0, Math.floor((room.memory - FREE_GB) / TEAM_GB)));
  const memory = about("memory", "this machine");
  const text = `${room.memory.toFixed(1)} GB free: ${atOnce} of ${teams} teams at once, at ${TEAM_GB} GB each and ${FREE_GB} GB for the rest`;
  const disk = about("disk", "this machine");
  const free = `${room.disk.toFixed(1)} GB free`;
  return [
    atOnce === 0 ? memory.fail(text, "Close something, or use a larger machine.") : memory.ok(text),
    room.disk < DISK_GB ? disk.fail(free, `Free some: ${DISK_GB} GB are needed.`) : disk.ok(free),
  ];
}
