import { existsSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive } from "../../runtime/alive";
import { folderIn, removeFolderIn } from "../../runtime/ownFolder";

/** A port of this machine. */
export interface Port {
  readonly host: string;
  readonly port: number;
}

/** How long what says that it has ended may still be seen, and then what was killed, ms. */
const PATIENCE = 2_000;
const PAUSE = 50;

/** Something of a challenge is still on this machine. */
export class LeftoverError extends Error {
  override readonly name = "LeftoverError";

  constructor(readonly left: readonly string[]) {
    super(`Left on this machine: ${left.join(", ")}. End or remove it by hand.`);
  }
}

/**
 * Ends a process that has a way to be asked; kills it where it does not go.
 *
 * @throws {@link LeftoverError} where even that does not end it.
 */
export async function endService(part: { readonly pid: number; stop(): Promise<void> }): Promise<void> {
  const { pid } = part;
  const asked = await part.stop().then(
    () => undefined,
    (error: unknown) => error,
  );
  if (await within(asked === undefined ? PATIENCE : 0, () => !isAlive(pid))) return;
  kill(pid);
  if (!(await within(PATIENCE, () => !isAlive(pid)))) throw new LeftoverError([`process ${pid}`]);
}

/**
 * Removes the folder of that name and looks that it is gone, and that nobody listens any more.
 *
 * @throws {@link LeftoverError}
 */
export async function proveGone(parent: string, name: string, ports: readonly Port[]): Promise<void> {
  const folder = folderIn(parent, name);
  await removeFolderIn(parent, name);
  const answering = async (): Promise<string[]> => {
    const found = await Promise.all(ports.map(async (port) => ((await answers(port)) ? [port] : [])));
    return found.flat().map(({ host, port }) => `port ${host}:${port}`);
  };
  await within(PATIENCE, async () => (await answering()).length === 0);
  const left = [...(await answering()), ...(existsSync(folder) ? [`folder ${folder}`] : [])];
  if (left.length > 0) throw new LeftoverError(left);
}

async function within(limit: number, done: () => boolean | Promise<boolean>): Promise<boolean> {
  const end = Date.now() + limit;
  while (!(await done())) {
    if (Date.now() > end) return false;
    await delay(PAUSE);
  }
  return true;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended between the look and the kill.
  }
}

/** Whether anybody listens there. */
export function answers({ host, port }: Port): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
