import { join } from "node:path";
import type { EventFile } from "../../event/file/model";
import { freeMemory, KEPT_BYTES } from "../../event/machine";
import { prepareToolchain } from "../../runtime/toolchain";
import { MEMORY_GB } from "../start/room";
import type { OperatedEvent } from "./operate";

const toolchainFolder = join(__dirname, "..", "..", ".local", "toolchain");

/**
 * Has a rehearsal's first teams created with a real broker, Spark and generator on this machine.
 *
 * @throws Error where there is no rehearsal or not the memory, or one of them exists without.
 */
export async function orderLocalServices(
  { event, clouds, say, standing }: OperatedEvent,
  count: number,
): Promise<void> {
  if (clouds === undefined) throw new Error("--local is for a rehearsal: add --rehearse");
  const teams = localTeams(event, count);
  const more = teams.filter((team) => !standing.has(team)).length;
  refuseTooMany(more, await freeMemory());
  const toolchain = await prepareToolchain({
    folder: toolchainFolder,
    onProgress: ({ title, state }) => {
      if (state === "started" || state === "finished") say(`${title}: ${state}`);
    },
  });
  await clouds.orderLocal({ teams, toolchain });
  say(`with a broker, Spark and a generator on this machine: ${teams.join(", ")}`);
}

/** Those that the file lists first: which they are does not depend on which are named. */
export function localTeams({ teams }: EventFile, count: number): readonly string[] {
  return teams.slice(0, count).map(({ name }) => name);
}

/** @param free memory, in bytes. @throws Error naming how many there is room for. */
export function refuseTooMany(teams: number, free: number): void {
  const most = Math.max(0, Math.floor((free - KEPT_BYTES) / (MEMORY_GB * 1e9)));
  if (teams <= most) return;
  throw new Error(
    `${(free / 1e9).toFixed(1)} GB of memory are free: --local ${most} at most, because a team's services take ${MEMORY_GB} GB and ${KEPT_BYTES / 1e9} GB are kept for the rest`,
  );
}
