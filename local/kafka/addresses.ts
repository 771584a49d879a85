import { createServer, type AddressInfo } from "node:net";

/** Of Event Hubs' Kafka endpoint. */
export const KAFKA_PORT = 9093;
/** 127.0.0.1 to 127.0.0.32. More than two or three brokers do not fit on a laptop anyway. */
export const LAST_ADDRESS = 32;

/** The first loopback addresses of which nobody uses that port, lazily. */
export async function* freeAddresses(port = KAFKA_PORT): AsyncGenerator<string> {
  for (let last = 1; last <= LAST_ADDRESS; last++) {
    const address = `127.0.0.${last}`;
    if ((await listenOnce(address, port)) !== undefined) yield address;
  }
}

/** A port of `address` that nobody uses now. */
export async function freePort(address: string): Promise<number> {
  const port = await listenOnce(address, 0);
  if (port === undefined) throw new Error(`No free port on ${address}.`);
  return port;
}

/** Which port was listened on for a moment; undefined where that is not possible. */
function listenOnce(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ host, port, exclusive: true }, () => {
      const { port: used } = server.address() as AddressInfo;
      server.close(() => resolve(used));
    });
  });
}
