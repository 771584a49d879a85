import { WireWriter, type WireReader } from "./wire";

/**
 * The requests of a producer, each in a version that both Event Hubs and Apache Kafka 4 speak.
 *
 * Event Hubs is no Kafka broker and lags behind: its namespaces answer ApiVersions with Produce 3 to 7 and Metadata 0
 * to 5 (tulios/kafkajs#1487, IBM/sarama#2470, oliveigah/klife#13), SaslAuthenticate 0 to 1
 * (Azure/azure-event-hubs-for-kafka#209), and cut the connection at a newer one (twmb/franz-go#1022). Kafka 4.4.0
 * takes Produce 3 to 13, Metadata 0 to 13, InitProducerId 0 to 6, SaslAuthenticate 0 to 2 (`validVersions` of the
 * schemas in its kafka-clients.jar, `common/message`). None of these versions has tagged fields.
 */
const apis = {
  produce: { key: 0, version: 7 },
  metadata: { key: 3, version: 5 },
  saslHandshake: { key: 17, version: 1 },
  initProducerId: { key: 22, version: 0 },
  saslAuthenticate: { key: 36, version: 0 },
} as const;

/** A request, and how its answer is read. */
export interface KafkaRequest<Answer> {
  readonly api: { readonly key: number; readonly version: number };
  readonly write: (writer: WireWriter) => void;
  readonly read: (reader: WireReader) => Answer;
}

/** An error code of Kafka's; 0 is none. */
interface Coded {
  readonly code: number;
}

export function saslHandshake(mechanism: string): KafkaRequest<Coded> {
  return {
    api: apis.saslHandshake,
    write: (writer) => writer.string(mechanism),
    read: (reader) => ({ code: reader.int16() }),
  };
}

export function saslAuthenticate(token: Buffer): KafkaRequest<Coded & { readonly message: string | null }> {
  return {
    api: apis.saslAuthenticate,
    write: (writer) => writer.bytes(token),
    read: (reader) => ({ code: reader.int16(), message: reader.string() }),
  };
}

/** Asks how many partitions a topic has. */
export function partitionCount(topic: string): KafkaRequest<Coded & { readonly partitions: number }> {
  return {
    api: apis.metadata,
    // A hub exists when it is declared, not when somebody asks for it.
    write: (writer) => writer.array([topic], (name) => writer.string(name)).boolean(false),
    read: (reader) => {
      reader.int32();
      reader.array(() => [reader.int32(), reader.string(), reader.int32(), reader.string()]);
      reader.string();
      reader.int32();
      const [found] = reader.array(() => readTopic(reader));
      if (found === undefined) throw new RangeError("an answer about a topic does not name it");
      return found;
    },
  };
}

function readTopic(reader: WireReader): Coded & { readonly partitions: number } {
  const code = reader.int16();
  reader.string();
  reader.boolean();
  const partitions = reader.array(() => {
    reader.int16();
    reader.int32();
    reader.int32();
    for (let replicas = 0; replicas < 3; replicas++) reader.array(() => reader.int32());
  });
  return { code, partitions: partitions.length };
}

/** Whom a broker takes a batch from. */
export interface ProducerId {
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

/** Asks for an id by which batches that are sent again are recognized. */
export function initProducerId(): KafkaRequest<Coded & ProducerId> {
  return {
    api: apis.initProducerId,
    // No transactional id, so its timeout says nothing.
    write: (writer) => writer.string(null).int32(0),
    read: (reader) => {
      reader.int32();
      return { code: reader.int16(), producerId: reader.int64(), producerEpoch: reader.int16() };
    },
  };
}

/** What became of the batch for one partition. */
export interface PartitionResult extends Coded {
  readonly partition: number;
  /** Of the batch's first record. */
  readonly offset: number;
}

const ALL_REPLICAS = -1;

/** @param batches the record batch for each partition */
export function produce(
  topic: string,
  batches: ReadonlyMap<number, Buffer>,
  timeoutMs: number,
): KafkaRequest<PartitionResult[]> {
  return {
    api: apis.produce,
    write: (writer) =>
      writer
        .string(null)
        .int16(ALL_REPLICAS)
        .int32(timeoutMs)
        .array([topic], (name) =>
          writer
            .string(name)
            .array([...batches], ([partition, batch]) => writer.int32(partition).bytes(batch)),
        ),
    read: (reader) =>
      reader
        .array(() => {
          reader.string();
          return reader.array(() => readPartitionResult(reader));
        })
        .flat(),
  };
}

function readPartitionResult(reader: WireReader): PartitionResult {
  const [partition, code, offset] = [reader.int32(), reader.int16(), Number(reader.int64())];
  reader.int64();
  reader.int64();
  return { partition, code, offset };
}
