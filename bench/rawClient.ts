/**
 * A bare loop of the Kafka client `@platformatic/kafka`: prepared clicks, sent as fast as the broker acknowledges them
 * on all replicas. Run as a process of its own, because the client is an ES module; says how long it took as JSON.
 *
 * Environment: CONNECTION (secret: a Send rule's connection string), HOST and ADDRESS (the broker's name and where it
 * listens), CA (PEM file), HUB, PARTITIONS, CLICKS (how many).
 */
import { readFileSync } from "node:fs";
import type { LookupFunction } from "node:net";
import { bootstrapServersOf, KAFKA_USER } from "../clients/eventHubs";

/** Clicks in one request, and requests that wait for their acknowledgement at once: the fastest that was found. */
const BATCH = 4_000;
const IN_FLIGHT = 4;
/** Different clicks; enough that nothing is the same twice in a batch. */
const DIFFERENT = 20_000;

function environment(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set`);
  return value;
}

function click(n: number): string {
  const productid = (n % 670) + 1;
  const timestamp = `${new Date(1_600_000_000_000 + n * 7).toISOString().slice(0, -1)}4567+00:00`;
  return JSON.stringify({
    productid,
    timestamp,
    sessionid: 1 + Math.floor(n / 49),
    category: (productid % 10) + 1,
  });
}

async function main(): Promise<void> {
  const { Producer, stringSerializers } = await import("@platformatic/kafka");
  const [address, topic] = [environment("ADDRESS"), environment("HUB")];
  const [partitions, wanted] = [Number(environment("PARTITIONS")), Number(environment("CLICKS"))];
  const lookup: LookupFunction = (_host, options, callback) =>
    options.all === true ? callback(null, [{ address, family: 4 }]) : callback(null, address, 4);
  const tls = { ca: readFileSync(environment("CA")), lookup };
  const producer = new Producer({
    clientId: "bench",
    bootstrapBrokers: [bootstrapServersOf(environment("HOST"))],
    serializers: stringSerializers,
    tls,
    tlsServerName: true,
    sasl: { mechanism: "PLAIN", username: KAFKA_USER, password: environment("CONNECTION") },
  });
  const values = Array.from({ length: DIFFERENT }, (_, n) => click(n));
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < wanted) {
      const from = begun;
      const count = Math.min(BATCH, wanted - from);
      begun += count;
      // A whole batch to one partition: one record batch a request, as a sticky partitioner does it.
      const partition = Math.floor(from / BATCH) % partitions;
      const messages = Array.from({ length: count }, (_, i) => ({
        topic,
        partition,
        value: values[(from + i) % DIFFERENT] ?? "",
      }));
      await producer.send({ messages, acks: -1 });
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  const seconds = (performance.now() - started) / 1000;
  await producer.close();
  process.stdout.write(`${JSON.stringify({ clicks: wanted, seconds })}\n`);
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
