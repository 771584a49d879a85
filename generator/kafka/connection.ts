import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { checkCode } from "./errorCodes";
import { saslAuthenticate, saslHandshake, type KafkaRequest } from "./messages";
import { WireReader, WireWriter } from "./wire";

const CLIENT_ID = "click-generator";
const LENGTH_BYTES = 4;
const CORRELATION_BYTES = 4;
const MECHANISM = "PLAIN";

/** Whom to connect to, and as whom. */
export interface ConnectionSettings {
  /** Also the name that its certificate must have. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Secret. */
  readonly password: string;
  readonly tls: Pick<ConnectionOptions, "ca" | "lookup">;
  /** Longest wait for an answer, and for the connection itself. What hangs would hang for ever: TCP keeps it open. */
  readonly answerLimitMs: number;
}

interface ExpectedAnswer {
  readonly correlationId: number;
  readonly onAnswer: (reader: WireReader) => void;
}

/** A connection to a broker, signed in. Whatever goes wrong with it ends it for good. */
export class BrokerConnection {
  #received: Buffer = Buffer.alloc(0);
  #correlationId = 0;
  #expected: ExpectedAnswer | undefined;
  #failure: Error | undefined;
  #onFailure: (error: Error) => void = () => undefined;

  readonly #socket: TLSSocket;
  readonly #answerLimitMs: number;

  private constructor(socket: TLSSocket, answerLimitMs: number) {
    this.#socket = socket;
    this.#answerLimitMs = answerLimitMs;
    socket
      .on("error", (error) => this.#fail(error))
      .on("close", () => this.#fail(new Error("the connection was closed")))
      .on("data", (data) => this.#onData(data));
  }

  /** @throws RefusedError when the broker does not let the user in; another error when there is no connection */
  static async open(settings: ConnectionSettings): Promise<BrokerConnection> {
    const { host, port, tls, user, password, answerLimitMs } = settings;
    const socket = connect({ host, port, servername: host, ...tls });
    socket.setNoDelay(true);
    const connection = new BrokerConnection(socket, answerLimitMs);
    try {
      await connection.#inTime<undefined>((done) => socket.once("secureConnect", () => done(undefined)));
      checkCode((await connection.request(saslHandshake(MECHANISM))).code);
      const token = Buffer.from(`\0${user}\0${password}`);
      const { code, message } = await connection.request(saslAuthenticate(token));
      checkCode(code, message);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** For one request at a time. @throws when the connection ends before there is an answer, or when that is none */
  async request<Answer>({ api, write, read }: KafkaRequest<Answer>): Promise<Answer> {
    const correlationId = ++this.#correlationId;
    const writer = new WireWriter();
    write(writer.int16(api.key).int16(api.version).int32(correlationId).string(CLIENT_ID));
    const reader = await this.#inTime<WireReader>((onAnswer) => {
      this.#expected = { correlationId, onAnswer };
      this.#socket.write(writer.message());
    });
    try {
      return read(reader);
    } catch (cause) {
      throw new Error("the answer cannot be read", { cause });
    }
  }

  close(): void {
    this.#fail(new Error("the connection is closed"));
  }

  /** What comes of something that was begun, unless the connection ends before, or it takes too long. */
  #inTime<T>(begin: (done: (value: T) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#failure) {
        reject(this.#failure);
        return;
      }
      const late = (): void => this.#fail(new Error(`no answer within ${this.#answerLimitMs / 1_000} s`));
      const timer = setTimeout(late, this.#answerLimitMs);
      this.#onFailure = (error) => {
        clearTimeout(timer);
        reject(error);
      };
      begin((value) => {
        clearTimeout(timer);
        resolve(value);
      });
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#socket.destroy();
    this.#onFailure(this.#failure);
  }

  #onData(data: Buffer): void {
    this.#received = this.#received.length === 0 ? data : Buffer.concat([this.#received, data]);
    while (this.#received.length >= LENGTH_BYTES) {
      const length = this.#received.readInt32BE(0);
      if (length < CORRELATION_BYTES) {
        this.#fail(new Error("what answers is no Kafka broker"));
        return;
      }
      const end = LENGTH_BYTES + length;
      if (this.#received.length < end) return;
      const message = this.#received.subarray(LENGTH_BYTES, end);
      this.#received = this.#received.subarray(end);
      this.#onMessage(new WireReader(message));
    }
  }

  #onMessage(reader: WireReader): void {
    const expected = this.#expected;
    this.#expected = undefined;
    if (reader.int32() === expected?.correlationId) expected.onAnswer(reader);
    else this.#fail(new Error("the broker answered what was not asked"));
  }
}
