import { createServer, type AddressInfo, type Server } from "node:net";
import { KAFKA_PORT } from "../../clients/eventHubs";

/** Port by which an address is held for its broker: registered for nothing, and outside the range of ephemeral ports. */
export const CLAIM_PORT = 28_093;
/** 127.0.0.1 to 127.0.0.32. More than two or three brokers do not fit on a laptop anyway. */
export const LAST_ADDRESS = 32;

/** The loopback addresses that no broker holds and whose Kafka port is free, lowest first, lazily. */
export async function* freeAddresses(): AsyncGenerator<string> {
  for (let last = 1; last <= LAST_ADDRESS; last++) {
    const address = `127.0.0.${last}`;
    // The claim first: while an address is held, trying its other port could keep its own broker from it.
    if ((await listenOnce(address, CLAIM_PORT)) === undefined) continue;
    if ((await listenOnce(address, KAFKA_PORT)) !== undefined) yield address;
  }
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
    return server && new AddressClaim(address, server.unref());
  }

  /** Releases it; more than once does no harm. */
  release(): void {
    this.#server.close();
  }
}

/** A port of `address` that nobody uses now. */
export async function freePort(address: string): Promise<number> {
  const port = await listenOnce(address, 0);
  if (port === undefined) throw new Error(`No free port on ${address}.`);
  return port;
}

/** Which port was listened on for a moment; undefined where that is not possible. */
async function listenOnce(host: string, port: number): Promise<number | undefined> {
  const server = await listen(host, port);
  if (server === undefined) return undefined;
  const { port: used } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return used;
}

/** Undefined where that is not possible. Who connects is sent away. */
function listen(host: string, port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", () => resolve(undefined));
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });
}
