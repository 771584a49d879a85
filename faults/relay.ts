import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { KAFKA_PORT } from "../clients/eventHubs";
import { freeAddresses } from "../runtime/kafka/addresses";

/**
 * A TCP relay in front of a broker, on a loopback address of its own: whoever connects through it can be cut off
 * without touching the broker or anybody else's connection.
 */
export class Relay {
  readonly #open = new Set<Socket>();
  #cut = false;

  readonly #server: Server;
  readonly #target: string;

  private constructor(
    /** Loopback address on whose port 9093 it listens. */
    readonly address: string,
    server: Server,
    target: string,
  ) {
    this.#server = server;
    this.#target = target;
    server.on("connection", (client) => this.#relay(client));
  }

  /** @param target loopback address of the broker. */
  static async start(target: string): Promise<Relay> {
    const { address, server } = await listenLikeABroker(() => createServer({ pauseOnConnect: true }));
    return new Relay(address, server, target);
  }

  /** Breaks every connection and refuses new ones for a while. */
  async interrupt(milliseconds: number): Promise<void> {
    this.#cut = true;
    for (const socket of this.#open) socket.resetAndDestroy();
    await sleep(milliseconds);
    this.#cut = false;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
    await closed;
  }

  #relay(client: Socket): void {
    if (this.#cut) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ host: this.#target, port: KAFKA_PORT });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.#open.add(socket);
      socket.once("close", () => {
        this.#open.delete(socket);
        other.destroy();
      });
      // A broken connection closes, which is all that there is to do about it.
      socket.on("error", () => undefined);
    }
    client.pipe(upstream);
    upstream.pipe(client);
  }
}

/**
 * Listens where a broker would, on a loopback address of its own.
 *
 * @param create returns a server that does not listen yet; called again if another process took the address
 * @throws when no address has the port free
 */
export async function listenLikeABroker(create: () => Server): Promise<{ address: string; server: Server }> {
  for await (const address of freeAddresses()) {
    const server = create();
    const listening = once(server, "listening");
    server.listen({ host: address, port: KAFKA_PORT, exclusive: true });
    try {
      await listening;
      return { address, server };
    } catch {
      // Somebody else took the address between looking and listening.
    }
  }
  throw new Error(`no loopback address has its port ${KAFKA_PORT} free`);
}
