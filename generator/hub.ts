import { subscribe } from "node:diagnostics_channel";
import type { LookupOptions } from "node:dns";
import { readFileSync } from "node:fs";
import { Producer } from "@platformatic/kafka";
import type { OffsetRange } from "./ledger";
import type { Settings } from "./settings";

/** Of Event Hubs' Kafka endpoint. */
const PORT = 9093;

/** The hub refuses what the generator brings: trying again changes nothing. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** A connection to one Event Hub that is made again whenever it is lost. */
export class Hub {
  private sent = 0;

  private constructor(
    private readonly producer: Producer<Buffer, Buffer, Buffer, Buffer>,
    private readonly topic: string,
    private readonly partitions: number,
    private readonly refused: Promise<never>,
  ) {}

  /**
   * Connects; tries as long as it takes.
   *
   * @param onTrouble is told each time when connecting fails
   * @throws RefusedError when the hub does not know the rule, its key, or is not to be sent to by it
   */
  static async connect(settings: Settings, onTrouble: (problem: string) => void): Promise<Hub> {
    const refused = watchConnections(onTrouble);
    const producer = new Producer<Buffer, Buffer, Buffer, Buffer>({
      clientId: "click-generator",
      bootstrapBrokers: [`${settings.host}:${PORT}`],
      tls: tlsOptions(settings),
      sasl: { mechanism: "PLAIN", username: "$ConnectionString", password: settings.connectionString },
      // Each click once, even if the answer to it is lost; implies all acknowledgements and unlimited retries.
      idempotent: true,
      retryDelay: 500,
    });
    const topic = settings.eventHub;
    const metadata = await Promise.race([producer.metadata({ topics: [topic] }), refused]).catch(rethrow);
    return new Hub(producer, topic, metadata.topics.get(topic)?.partitionsCount ?? 1, refused);
  }

  /**
   * Sends events, evenly to all partitions. One call at a time: idempotence numbers batches in their order.
   *
   * @returns where they are
   * @throws RefusedError
   */
  async send(events: readonly Buffer[]): Promise<OffsetRange[]> {
    const counts = new Array<number>(this.partitions).fill(0);
    const messages = events.map((value) => {
      const partition = this.sent++ % this.partitions;
      counts[partition] = (counts[partition] ?? 0) + 1;
      return { topic: this.topic, value, partition };
    });
    const { offsets = [] } = await Promise.race([this.producer.send({ messages }), this.refused]).catch(
      rethrow,
    );
    return offsets.map(({ partition, offset }) => ({
      partition,
      offset: Number(offset),
      count: counts[partition] ?? 0,
    }));
  }

  async close(): Promise<void> {
    await this.producer.close();
  }
}

function tlsOptions({ caFile, address }: Settings) {
  return {
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
    ...(address === undefined ? {} : { lookup: lookupOf(address) }),
  };
}

/** Answers every name with one address: the host's name stays what the certificate must have. */
function lookupOf(address: string) {
  type Callback = (
    error: null,
    address: string | { address: string; family: number }[],
    family?: number,
  ) => void;
  return (_host: string, options: LookupOptions, callback: Callback) => {
    if (options.all === true) callback(null, [{ address, family: 4 }]);
    else callback(null, address, 4);
  };
}

/**
 * The client tries again by itself and says why through this channel only.
 *
 * @returns rejects when the hub refuses who connects
 */
function watchConnections(onTrouble: (problem: string) => void): Promise<never> {
  const refused = new Promise<never>((_resolve, reject) => {
    subscribe("tracing:plt:kafka:connections:connects:error", (event) => {
      const { error } = event as { error?: unknown };
      if (hasCode(error, "PLT_KFK_AUTHENTICATION")) reject(new RefusedError(explain(error)));
      else onTrouble(explain(error));
    });
  });
  // Whoever waits for something sees it; while nobody does it is not unhandled.
  refused.catch(() => undefined);
  return refused;
}

function rethrow(error: unknown): never {
  throw error instanceof RefusedError ? error : new RefusedError(explain(error));
}

function hasCode(error: unknown, code: string): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === code) || hasCode(error.cause, code);
}

/** The innermost reason: what is around it says only that something failed. The server's own words, if it has any. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("response" in error) {
    const { errorMessage } = error.response as { errorMessage?: string | null };
    if (typeof errorMessage === "string" && errorMessage !== "") return errorMessage;
  }
  const inner: unknown =
    error.cause ?? (error instanceof AggregateError ? (error.errors.at(-1) as unknown) : undefined);
  return inner === undefined ? error.message : explain(inner);
}
