import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { Kafka, logLevel } from "kafkajs";
import { bootstrapServersOf, connectionStringOf, KAFKA_USER } from "../../../clients/eventHubs";
import type { Broker } from "../../../runtime/kafka/broker";

/** The fields of a connection string. */
export interface Credentials {
  readonly host?: string;
  readonly rule: string;
  readonly key: string;
  readonly hub?: string;
}

export const connectionString = (broker: Broker, { host, rule, key, hub }: Credentials): string =>
  connectionStringOf({ host: host ?? broker.host, ruleName: rule, key, eventHub: hub ?? "test" });

/** How often a client tries again what may come right by itself, such as a broker's first group: half a minute. */
export const PATIENT = 60;

/** How a client differs from a usual one. */
export interface ClientOptions {
  /** @default "$ConnectionString" */
  readonly username?: string;
  /** How often it tries again. @default 1, so that a refusal is heard at once */
  readonly retries?: number;
}

/** A client of the namespace, as any Event Hubs client is: its host name, TLS, a connection string. */
export function hubClient(
  broker: Broker,
  password: string,
  { username = KAFKA_USER, retries = 1 }: ClientOptions = {},
): Kafka {
  return new Kafka({
    brokers: [bootstrapServersOf(broker.host)],
    logLevel: logLevel.NOTHING,
    // The client's own second is short where a broker has just started on a busy machine.
    connectionTimeout: 20_000,
    retry: { retries, initialRetryTime: 50, maxRetryTime: 500 },
    sasl: { mechanism: "plain", username, password },
    ssl: {},
    socketFactory: ({ host, port, onConnect }) =>
      connect(
        {
          port,
          // DNS knows nothing of it; the certificate must be its all the same.
          host: broker.address,
          servername: host,
          ca: readFileSync(broker.certificateAuthority.pemFile),
        },
        onConnect,
      ),
  });
}

/** @throws what the broker or the client refuses it with */
export async function send(kafka: Kafka, topic: string, values: readonly string[]): Promise<void> {
  const producer = kafka.producer({ allowAutoTopicCreation: true });
  try {
    await producer.connect();
    await producer.send({ topic, messages: values.map((value) => ({ value })) });
  } finally {
    await producer.disconnect();
  }
}

/** One message of a topic. */
export interface Received {
  readonly value: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

/**
 * The first `count` messages of a topic.
 *
 * @throws what the broker or the client refuses it with
 */
export async function receive(
  kafka: Kafka,
  topic: string,
  count: number,
  groupId = "readers",
): Promise<Received[]> {
  // Of its own, a consumer would try again five times, whatever its client does.
  const consumer = kafka.consumer({ groupId, retry: {} });
  const received: Received[] = [];
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on("consumer.crash", ({ payload }) => {
        if (!payload.restart) reject(payload.error);
      });
      const onMessage = (partition: number, offset: string, timestamp: string, value: Buffer | null) => {
        received.push({
          value: String(value),
          partition,
          offset: Number(offset),
          timestamp: Number(timestamp),
        });
        if (received.length === count) resolve();
      };
      consumer
        .run({
          eachMessage: ({ partition, message: { offset, timestamp, value } }) =>
            Promise.resolve(onMessage(partition, offset, timestamp, value)),
        })
        .catch(reject);
    });
    return received;
  } finally {
    await consumer.disconnect();
  }
}

/** How the owner of a broker reaches it, by what lies in its folder. */
export function ownerAccess(folder: string): { address: string; password: string } {
  const read = (file: string): string => readFileSync(join(folder, file), "utf8");
  const [, password = ""] =
    /user_admin="([^"]+)"/.exec(read("server.properties").replaceAll('\\"', '"')) ?? [];
  // Of the last start, which begins with the controller's; 9093 is for clients.
  const listens = [...read("broker.log").matchAll(/Awaiting socket connections on (\S+:\d+)\./g)];
  const addresses = listens
    .map(([, address = ""]) => address)
    .filter((address) => !address.endsWith(":9093"));
  return { address: addresses.at(-1) ?? "", password };
}
