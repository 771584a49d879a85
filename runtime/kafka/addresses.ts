import { createServer, type AddressInfo, type Server } from "node:net";
import { KAFKA_PORT } from "../../clients/eventHubs";

/** Port by which an address is held for its broker: registered for nothing, and outside the range of ephemeral ports. */
export const CLAIM_PORT = 28_093;
/** 127.0.0.1 to 127.0.0.32. More than two or three brokers do not fit on a laptop anyway. */
export const LAST_ADDRESS = 32;

/** Every address that a broker may have, the first to be taken first. */
const addresses: readonly string[] = Array.from(
  { length: LAST_ADDRESS },
  (_, index) => `127.0.0.${index + 1}`,
);

/** The loopback addresses that no broker holds and whose Kafka port is free, lowest first, lazily. */
export async function* freeAddresses(): AsyncGenerator<string> {
  for (const address of addresses) {
    // The claim first: while an address is held, trying its other port could keep its own broker from it.
    if (typeof (await listenOnce(address, CLAIM_PORT)) === "string") continue;
    if (typeof (await listenOnce(address, KAFKA_PORT)) === "number") yield address;
  }
}

/**
 * Why {@link freeAddresses} has none, and what to do. Linux has all of 127.0.0.0/8 on its loopback interface; macOS has
 * 127.0.0.1 alone until somebody adds others (ifconfig(8), `alias`).
 *
 * @param wanted @default those that a broker may have
 */
export async function whyNoneIsFree(wanted = addresses): Promise<string> {
  const asked = await Promise.all(wanted.map((address) => listenOnce(address, 0)));
  const missing = wanted.filter((_, index) => asked[index] === "EADDRNOTAVAIL");
  const present = wanted.filter((address) => !missing.includes(address));
  const all = present.length > 1 ? "all of " : "";
  const taken = `Port ${KAFKA_PORT} or ${CLAIM_PORT} is taken on ${all}${range(present)}: end what listens there.`;
  const [first] = missing;
  if (first === undefined) return taken;
  return (
    `${taken} This machine has no ${range(missing)} for a second broker; on macOS ` +
    `\`sudo ifconfig lo0 alias ${first} up\` adds one until the next restart.`
  );
}

/** `127.0.0.1`, `127.0.0.1 to 127.0.0.32`. */
function range(some: readonly string[]): string {
  return [...new Set([some[0], some.at(-1)])].join(" to ");
}

/**
 * Holds a loopback address for one broker, also while its process is away: a client knows the broker by its address,
 * so it must come back to the same one. The end of this process releases it.
 */
export class AddressClaim {
  readonly #server: Server;

  private constructor(
    readonly address: string,
    server: Server,
  ) {
    this.#server = server;
  }

  /** Undefined where somebody else holds it. */
  static async take(address: string): Promise<AddressClaim | undefined> {
    const server = await listen(address, CLAIM_PORT);
    return typeof server === "string" ? undefined : new AddressClaim(address, server.unref());
  }

  /** Releases it; more than once does no harm. */
  release(): void {
    this.#server.close();
  }
}

/** A port of `address` that nobody uses now. */
export async function freePort(address: string): Promise<number> {
  const port = await listenOnce(address, 0);
  if (typeof port === "string") throw new Error(`No free port on ${address} (${port}).`);
  return port;
}

/** Which port was listened on for a moment; the system's error code where that is not possible. */
async function listenOnce(host: string, port: number): Promise<number | string> {
  const server = await listen(host, port);
  if (typeof server === "string") return server;
  const { port: used } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return used;
}

/** The system's error code where that is not possible. Who connects is sent away. */
function listen(host: string, port: number): Promise<Server | string> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });
}
