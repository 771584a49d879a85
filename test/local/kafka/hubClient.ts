import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:tls";
import { Kafka, logLevel } from "kafkajs";
import type { Broker } from "../../../local/kafka/broker";

/** Parts of a connection string. */
export interface Credentials {
  readonly host?: string;
  readonly rule: string;
  readonly key: string;
  readonly hub?: string;
}

export const connectionString = (broker: Broker, { host, rule, key, hub }: Credentials): string =>
  `Endpoint=sb://${host ?? broker.host}/;SharedAccessKeyName=${rule};SharedAccessKey=${key};EntityPath=${hub ?? "test"}`;

/** A client of the namespace, as any Event Hubs client is: its host name, TLS, a connection string. */
export function hubClient(broker: Broker, password: string, username = "$ConnectionString"): Kafka {
  return new Kafka({
    brokers: [`${broker.host}:9093`],
    logLevel: logLevel.NOTHING,
    // The client's own second is short where a broker has just started on a busy machine.
    connectionTimeout: 20_000,
    retry: { retries: 1, initialRetryTime: 50 },
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
  retries = 60,
): Promise<Received[]> {
  for (let tries = 0; ; tries++) {
    try {
      return await receiveOnce(kafka, topic, count, groupId, retries);
    } catch (error) {
      // The first group of a broker waits until there is a place for groups: this the client does not try again.
      const noPlaceYet = error instanceof Error && error.name === "KafkaJSGroupCoordinatorNotFound";
      if (!noPlaceYet || tries === retries) throw error;
      await sleep(500);
    }
  }
}

async function receiveOnce(
  kafka: Kafka,
  topic: string,
  count: number,
  groupId: string,
  retries: number,
): Promise<Received[]> {
  const consumer = kafka.consumer({ groupId, retry: { retries, initialRetryTime: 100, maxRetryTime: 500 } });
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
