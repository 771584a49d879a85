import { subscribe } from "node:diagnostics_channel";
import type { LookupOptions } from "node:dns";
import { readFileSync } from "node:fs";
import { Producer } from "@platformatic/kafka";
import { bootstrapServersOf, KAFKA_USER } from "../clients/eventHubs";
import type { LedgerRange } from "./ledger";
import type { GeneratorSettings } from "./settings";

/** Batches that may be on their way at once: while the hub keeps one, the next one is made. */
export const LANES = 2;

type Client = Producer<Buffer, Buffer, Buffer, Buffer>;

/** The hub refuses what the generator brings: trying again changes nothing. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** Connections to one Event Hub, made when they are first needed and again whenever they are lost. */
export class Hub {
  #sent = 0;
  readonly #idle: Client[];

  readonly #producers: readonly Client[];
  readonly #topic: string;
  readonly #partitions: number;
  readonly #refusal: AbortSignal;

  private constructor(producers: readonly Client[], topic: string, partitions: number, refusal: AbortSignal) {
    this.#producers = producers;
    this.#topic = topic;
    this.#partitions = partitions;
    this.#refusal = refusal;
    this.#idle = [...producers];
  }

  /**
   * Connects; tries as long as it takes.
   *
   * @param onTrouble is told each time when connecting fails
   * @throws RefusedError when the hub does not know the rule, its key, or is not to be sent to by it
   */
  static async connect(settings: GeneratorSettings, onTrouble: (problem: string) => void): Promise<Hub> {
    const refusal = watchConnections(onTrouble);
    const first = producerFor(settings);
    const others = Array.from({ length: LANES - 1 }, () => producerFor(settings));
    const topic = settings.eventHub;
    const metadata = await unlessRefused(first.metadata({ topics: [topic] }), refusal);
    return new Hub([first, ...others], topic, metadata.topics.get(topic)?.partitionsCount ?? 1, refusal);
  }

  /**
   * Sends events, evenly to all partitions. At most `LANES` calls at a time: the client has one request of an
   * idempotent producer on its way, so each call has a producer to itself.
   *
   * @returns where they are
   * @throws RefusedError
   */
  async send(events: readonly Buffer[]): Promise<LedgerRange[]> {
    const counts = new Array<number>(this.#partitions).fill(0);
    const messages = events.map((value) => {
      const partition = this.#sent++ % this.#partitions;
      counts[partition] = (counts[partition] ?? 0) + 1;
      return { topic: this.#topic, value, partition };
    });
    const producer = this.#idle.pop();
    if (producer === undefined) throw new Error(`More than ${LANES} batches at once.`);
    const { offsets = [] } = await unlessRefused(producer.send({ messages }), this.#refusal);
    this.#idle.push(producer);
    return offsets.map(({ partition, offset }) => ({
      partition,
      offset: Number(offset),
      count: counts[partition] ?? 0,
    }));
  }

  async close(): Promise<void> {
    await Promise.all(this.#producers.map((producer) => producer.close()));
  }
}

function producerFor(settings: GeneratorSettings): Client {
  return new Producer<Buffer, Buffer, Buffer, Buffer>({
    clientId: "click-generator",
    bootstrapBrokers: [bootstrapServersOf(settings.host)],
    tls: tlsOptions(settings),
    sasl: { mechanism: "PLAIN", username: KAFKA_USER, password: settings.connectionString },
    // Each click once, even if the answer to it is lost; implies all acknowledgements and unlimited retries.
    idempotent: true,
    retryDelay: 500,
  });
}

function tlsOptions({ caFile, address }: GeneratorSettings) {
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
 * The client tries again by itself, with a key that is refused too, and says why through this channel only.
 *
 * @returns aborts with a `RefusedError` when the hub refuses who connects
 */
function watchConnections(onTrouble: (problem: string) => void): AbortSignal {
  const refusal = new AbortController();
  subscribe("tracing:plt:kafka:connections:connects:error", (event) => {
    const { error } = event as { error?: unknown };
    // A connection that is lost in the midst of a login fails as a login does, but without an answer.
    const links = [...chain(error)];
    const login = links.some((link) => "code" in link && link.code === "PLT_KFK_AUTHENTICATION");
    if (login && links.some((link) => "response" in link)) refusal.abort(new RefusedError(explain(error)));
    else onTrouble(explain(error));
  });
  return refusal.signal;
}

/** What comes of `work`, unless the hub refuses first. No race with a promise that lasts: it would keep every loser. */
function unlessRefused<T>(work: Promise<T>, refusal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onRefusal = (): void => reject(refusal.reason as RefusedError);
    if (refusal.aborted) onRefusal();
    refusal.addEventListener("abort", onRefusal, { once: true });
    work
      .then(resolve, (error: unknown) => reject(new RefusedError(explain(error))))
      .finally(() => refusal.removeEventListener("abort", onRefusal));
  });
}

/** An error, what caused it, what caused that; of several the last one, which is the newest. */
function* chain(error: unknown): Generator<Error> {
  for (let link = error; link instanceof Error;) {
    yield link;
    link = link.cause ?? (link instanceof AggregateError ? (link.errors.at(-1) as unknown) : undefined);
  }
}

/** The innermost reason: what is around it says only that something failed. The server's own words, if it has any. */
function explain(error: unknown): string {
  let message = String(error);
  for (const link of chain(error)) {
    if ("response" in link) {
      const { errorMessage } = link.response as { errorMessage?: string | null };
      if (typeof errorMessage === "string" && errorMessage !== "") return errorMessage;
    }
    message = link.message;
  }
  return message;
}
