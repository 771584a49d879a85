import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { hostOf } from "../../clients/eventHubs";
import { listenLikeABroker } from "../../faults/relay";
import { WireReader, WireWriter } from "../../generator/kafka/wire";
import type { GeneratorSettings } from "../../generator/settings";
import { makeCertificates } from "../../runtime/kafka/certificates";
import { PartitionLog } from "./partitionLog";

/** What the hub does with one produce request. */
export type Reaction =
  | { readonly kind: "take" }
  /** The connection breaks before it is read. */
  | { readonly kind: "cut" }
  /** It is taken, and the connection breaks before the answer. */
  | { readonly kind: "lose answer" }
  /** It is frozen, and takes the request when it goes on. */
  | { readonly kind: "freeze"; readonly forMs: number }
  /** Something answers that is none. */
  | { readonly kind: "nonsense"; readonly data: Buffer }
  /** It takes what these partitions get or does not, and answers the same error for each. */
  | {
      readonly kind: "error";
      readonly code: number;
      readonly partitions: readonly number[];
      readonly taken: boolean;
    };

/** What a namespace of Event Hubs speaks: see generator/kafka/messages.ts. By key, the oldest and the newest version. */
const spoken: ReadonlyMap<number, readonly [number, number]> = new Map([
  [0, [3, 7]],
  [3, [0, 5]],
  [17, [0, 1]],
  [18, [0, 3]],
  [22, [0, 1]],
  [36, [0, 1]],
]);

const host = hostOf("clicks-fake");
const HUB = "test";

/** A hub that is as particular about versions as Event Hubs, and fails as it is told to. */
export class FakeHub {
  /** What it does with the next produce requests; behind these it takes them. */
  reactions: Reaction[] = [];
  /** Answers to other requests than Produce: by key, the error codes of the next ones. */
  readonly codes = new Map<number, number[]>();
  /** Requests that Event Hubs does not know: key and version. */
  readonly unknown: string[] = [];
  readonly sockets = new Set<TLSSocket>();
  logs: PartitionLog[] = [];
  #producers = 0;

  private constructor(
    readonly settings: GeneratorSettings,
    readonly server: Server,
    readonly folder: string,
  ) {}

  static async start(partitions: number): Promise<FakeHub> {
    const folder = mkdtempSync(join(tmpdir(), "fake-hub-"));
    const { authority, keystoreFile } = await makeCertificates(host, folder);
    const pem = readFileSync(keystoreFile, "utf8");
    const { address, server } = await listenLikeABroker(() => createServer({ key: pem, cert: pem }));
    const settings: GeneratorSettings = {
      host,
      eventHub: HUB,
      connectionString: "secret",
      pattern: "uniform",
      clicksPerSecond: 1,
      seed: 1,
      ledgerFile: undefined,
      caFile: authority.pemFile,
      address,
      endsWithInput: false,
    };
    const hub = new FakeHub(settings, server as Server, folder);
    hub.server.on("secureConnection", (socket: TLSSocket) => hub.#serve(socket));
    hub.empty(partitions);
    return hub;
  }

  empty(partitions: number): void {
    this.logs = Array.from({ length: partitions }, () => new PartitionLog());
    this.reactions = [];
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }

  #serve(socket: TLSSocket): void {
    this.sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on("close", () => this.sockets.delete(socket)).on("error", () => undefined);
    socket.on("data", (data) => {
      received = Buffer.concat([received, data]);
      while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
        const end = 4 + received.readInt32BE(0);
        this.#onRequest(socket, new WireReader(received.subarray(4, end)));
        received = received.subarray(end);
      }
    });
  }

  #onRequest(socket: TLSSocket, request: WireReader): void {
    const [key, version, correlationId] = [request.int16(), request.int16(), request.int32()];
    request.string();
    const [oldest, newest] = spoken.get(key) ?? [0, -1];
    if (version < oldest || version > newest) {
      this.unknown.push(`${key} v${version}`);
      socket.destroy();
      return;
    }
    const answer = new WireWriter().int32(correlationId);
    if (key === 0) {
      this.#onProduce(socket, request, answer);
      return;
    }
    this.#answer(key, this.codes.get(key)?.shift() ?? 0, answer);
    socket.write(answer.message());
  }

  #answer(key: number, code: number, answer: WireWriter): void {
    if (key === 17) answer.int16(code).array(["PLAIN"], (mechanism) => answer.string(mechanism));
    else if (key === 36)
      answer
        .int16(code)
        .string(code === 0 ? null : "no such rule")
        .bytes(Buffer.alloc(0));
    else if (key === 22) answer.int32(0).int16(code).raw(int64(this.#producers++)).int16(0);
    else this.#describe(code, answer);
  }

  #describe(code: number, answer: WireWriter): void {
    const none = (): WireWriter => answer.array<number>([], () => undefined);
    answer.int32(0).array([host], (name) => answer.int32(0).string(name).int32(9093).string(null));
    answer.string("cluster").int32(0).int32(1).int16(code).string(HUB).boolean(false);
    answer.array([...this.logs.keys()], (partition) => {
      answer.int16(0).int32(partition).int32(0);
      none();
      none();
      none();
    });
  }

  #onProduce(socket: TLSSocket, request: WireReader, answer: WireWriter): void {
    request.string();
    request.int16();
    request.int32();
    const [batches = []] = request.array(() => {
      request.string();
      return request.array(() => [request.int32(), Buffer.from(request.bytes())] as const);
    });
    const reaction = this.reactions.shift() ?? { kind: "take" };
    if (reaction.kind === "cut") {
      socket.destroy();
      return;
    }
    if (reaction.kind === "nonsense") {
      socket.write(reaction.data);
      return;
    }
    const { logs } = this;
    const respond = (): void => {
      const results = batches.map(([partition, batch]) => take(logs[partition], partition, batch, reaction));
      if (reaction.kind === "lose answer") {
        socket.destroy();
        return;
      }
      answer.array([HUB], (topic) => answer.string(topic).array(results, (result) => answer.raw(result)));
      socket.write(answer.int32(0).message());
    };
    if (reaction.kind === "freeze") setTimeout(respond, reaction.forMs);
    else respond();
  }
}

/** @returns what the answer says of the partition; without a log there is none of that number. */
function take(log: PartitionLog | undefined, partition: number, batch: Buffer, reaction: Reaction): Buffer {
  const hit = reaction.kind === "error" && reaction.partitions.includes(partition) ? reaction : undefined;
  const taken = hit?.taken === false ? log?.refuse(batch, hit.code) : log?.take(batch);
  const { code, offset } = hit?.taken ? { code: hit.code, offset: -1 } : (taken ?? { code: 3, offset: -1 });
  const part = Buffer.alloc(30);
  part.writeInt32BE(partition, 0);
  part.writeInt16BE(code, 4);
  part.writeBigInt64BE(BigInt(offset), 6);
  return part;
}

function int64(value: number): Buffer {
  const part = Buffer.alloc(8);
  part.writeBigInt64BE(BigInt(value));
  return part;
}
