import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import type { Admin, ISocketFactory } from "kafkajs";
import { Kafka, logLevel } from "kafkajs";
import { bootstrapServersOf, KAFKA_USER, parseConnectionString } from "./eventHubs";

/** Offsets of one partition: `first` up to, and not with, `end`. */
export interface OffsetRange {
  readonly first: number;
  readonly end: number;
}

/** How to reach a hub's Kafka endpoint as the notebook does. */
export interface HubAccess {
  /** `NAME.servicebus.windows.net:9093`. */
  readonly bootstrapServers: string;
  readonly eventHub: string;
  /** Secret: connection string of a rule with Listen. */
  readonly connectionString: string;
  /** Where the name does not lead to Azure: the address to connect to instead. */
  readonly address?: string;
  /** PEM text of the authority to trust besides the well-known ones. */
  readonly certificateAuthority?: string;
}

/** Connects to another address and still checks the certificate against the name. */
function socketsTo(access: HubAccess): ISocketFactory {
  return ({ host, port, onConnect }): TLSSocket =>
    connect(
      {
        host: access.address ?? host,
        port,
        // An address is no server name (RFC 6066, 3), and Node 26 refuses it as one.
        ...(isIP(host) === 0 && { servername: host }),
        ...(access.certificateAuthority !== undefined && { ca: access.certificateAuthority }),
      },
      onConnect,
    );
}

/**
 * How to reach the hub that a connection string is for.
 *
 * @throws Error that says what it lacks, and never its value.
 */
export function accessFromConnectionString(connectionString: string): HubAccess {
  const { host, eventHub } = parseConnectionString(connectionString);
  return { bootstrapServers: bootstrapServersOf(host), eventHub, connectionString };
}

async function offsetsOf(admin: Admin, eventHub: string): Promise<Map<number, OffsetRange>> {
  const partitions = await admin.fetchTopicOffsets(eventHub);
  return new Map(
    partitions.map(({ partition, low, high }) => [partition, { first: Number(low), end: Number(high) }]),
  );
}

/** A Kafka client of the hub. */
export function kafkaFor(access: HubAccess): Kafka {
  return new Kafka({
    clientId: "verify",
    brokers: [access.bootstrapServers],
    ssl: true,
    sasl: { mechanism: "plain", username: KAFKA_USER, password: access.connectionString },
    socketFactory: socketsTo(access),
    // The client's own second is little for a namespace far away, or a machine that is busy.
    connectionTimeout: 10_000,
    // Failures come back as errors; kafkajs would print each retry besides.
    logLevel: logLevel.NOTHING,
    retry: { retries: 5 },
  });
}

/**
 * Asks a hub which offsets each of its partitions holds now: everything that its retention has not removed, whoever sent it.
 *
 * @throws Error when the hub cannot be reached or refuses the key.
 */
export async function readHubOffsets(access: HubAccess): Promise<Map<number, OffsetRange>> {
  const admin = kafkaFor(access).admin();
  await admin.connect();
  try {
    return await offsetsOf(admin, access.eventHub);
  } finally {
    await admin.disconnect();
  }
}
