import { readFileSync } from "node:fs";
import type { LookupFunction } from "node:net";
import { KAFKA_PORT, KAFKA_USER } from "../clients/eventHubs";
import { BrokerConnection } from "./kafka/connection";
import { IdempotentProducer } from "./kafka/producer";
import type { LedgerRange } from "./ledger";
import type { GeneratorSettings } from "./settings";

/** Batches that may be on their way at once: while the hub keeps one, the next one is made. */
export const LANES = 2;

/** How long a hub is waited for. */
export interface HubPatience {
  /** Longest wait for an answer, before its connection is given up. */
  readonly answerLimitMs: number;
  /** Pause before something is tried again. */
  readonly retryMs: number;
}

/** An answer is waited for as long as by Kafka's own clients: https://kafka.apache.org/documentation/#producerconfigs_request.timeout.ms */
const patience: HubPatience = { answerLimitMs: 30_000, retryMs: 500 };

/** Connections to one Event Hub, made when they are first needed and again whenever they are lost. */
export class Hub {
  #sent = 0;
  readonly #idle: IdempotentProducer[];

  readonly #producers: readonly IdempotentProducer[];
  readonly #partitions: number;

  private constructor(producers: readonly IdempotentProducer[], partitions: number) {
    this.#producers = producers;
    this.#partitions = partitions;
    this.#idle = [...producers];
  }

  /**
   * Connects; tries as long as it takes.
   *
   * @param onTrouble is told each time when something fails that is tried again
   * @throws RefusedError when the hub does not know the rule, its key, or is not to be sent to by it
   */
  static async connect(
    settings: GeneratorSettings,
    onTrouble: (problem: string) => void,
    { answerLimitMs, retryMs } = patience,
  ): Promise<Hub> {
    // A namespace is one broker to its clients, so each producer needs one connection only.
    const connect = (): Promise<BrokerConnection> =>
      BrokerConnection.open({
        host: settings.host,
        port: KAFKA_PORT,
        user: KAFKA_USER,
        password: settings.connectionString,
        tls: tlsOptions(settings),
        answerLimitMs,
      });
    const topic = settings.eventHub;
    const producers = Array.from(
      { length: LANES },
      () => new IdempotentProducer({ topic, connect, onTrouble, retryMs }),
    );
    const partitions = (await producers[0]?.partitions()) ?? 1;
    return new Hub(producers, partitions);
  }

  /**
   * Sends events, evenly to all partitions. At most `LANES` calls at a time: a producer has one batch for each
   * partition on its way, so each call has a producer to itself.
   *
   * @returns where they are
   * @throws RefusedError
   */
  async send(events: readonly Buffer[]): Promise<LedgerRange[]> {
    const values = new Map<number, Buffer[]>();
    for (const event of events) {
      const partition = this.#sent++ % this.#partitions;
      const others = values.get(partition);
      if (others === undefined) values.set(partition, [event]);
      else others.push(event);
    }
    const producer = this.#idle.pop();
    if (producer === undefined) throw new Error(`More than ${LANES} batches at once.`);
    const offsets = await producer.send(values);
    this.#idle.push(producer);
    return [...offsets].map(([partition, offset]) => ({
      partition,
      offset,
      count: values.get(partition)?.length ?? 0,
    }));
  }

  close(): void {
    for (const producer of this.#producers) producer.close();
  }
}

function tlsOptions({ caFile, address }: GeneratorSettings) {
  return {
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
    ...(address === undefined ? {} : { lookup: lookupOf(address) }),
  };
}

/** Answers every name with one address: the host's name stays what the certificate must have. */
function lookupOf(address: string): LookupFunction {
  return (_host, options, callback) => {
    if (options.all === true) callback(null, [{ address, family: 4 }]);
    else callback(null, address, 4);
  };
}
