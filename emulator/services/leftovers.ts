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

/** How long to wait until a process that was stopped, and then one that was killed, is gone; and for ports to close. In ms. */
const GONE_WITHIN_MS = 2_000;
const PAUSE_MS = 50;

/** Something of a challenge is still on this machine. */
export class LeftoverError extends Error {
  override readonly name = "LeftoverError";

  constructor(readonly left: readonly string[]) {
    super(`Left on this machine: ${left.join(", ")}. End or remove it by hand.`);
  }
}

/**
 * Stops a service; kills its process if it does not end.
 *
 * @throws {@link LeftoverError} if even that does not end it.
 */
export async function endService(service: { readonly pid: number; stop(): Promise<void> }): Promise<void> {
  const { pid } = service;
  const asked = await service.stop().then(
    () => undefined,
    (error: unknown) => error,
  );
  if (await within(asked === undefined ? GONE_WITHIN_MS : 0, () => !isAlive(pid))) return;
  kill(pid);
  if (!(await within(GONE_WITHIN_MS, () => !isAlive(pid)))) throw new LeftoverError([`process ${pid}`]);
}

/**
 * Removes the folder of that name and checks that it is gone and that nobody listens on the ports any more.
 *
 * @throws {@link LeftoverError}
 */
export async function checkGone(parent: string, name: string, ports: readonly Port[]): Promise<void> {
  const folder = folderIn(parent, name);
  await removeFolderIn(parent, name);
  const answering = async (): Promise<string[]> => {
    const found = await Promise.all(ports.map(async (port) => ((await answers(port)) ? [port] : [])));
    return found.flat().map(({ host, port }) => `port ${host}:${port}`);
  };
  await within(GONE_WITHIN_MS, async () => (await answering()).length === 0);
  const left = [...(await answering()), ...(existsSync(folder) ? [`folder ${folder}`] : [])];
  if (left.length > 0) throw new LeftoverError(left);
}

async function within(limit: number, done: () => boolean | Promise<boolean>): Promise<boolean> {
  const end = Date.now() + limit;
  while (!(await done())) {
    if (Date.now() > end) return false;
    await delay(PAUSE_MS);
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
