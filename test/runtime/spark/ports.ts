import { connect } from "node:net";

/** What is not answered at all by then is not answered. */
const PATIENCE_MS = 3_000;

/** What comes back to a message at once, or before the connection ends. */
export function answerTo(port: number, message: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(message));
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    socket.once("data", (data) => {
      resolve(data.toString("latin1"));
      socket.destroy();
    });
    // Refused without a word.
    socket.once("error", () => resolve(""));
    socket.once("close", () => resolve(""));
  });
}

/**
 * A message to Spark's own RPC, as it frames them: a request whose content Java would make an object of
 * (`MessageEncoder` and `RpcRequest` of org.apache.spark.network.protocol, `RequestMessage` of org.apache.spark.rpc.netty).
 */
export function sparkRequest(): Buffer {
  const nobody = Buffer.from([0, 0]);
  const endpoint = Buffer.from([0, 1, ...Buffer.from("x")]);
  const body = Buffer.concat([nobody, endpoint, Buffer.from("no object")]);
  const head = Buffer.alloc(8 + 1 + 8 + 4);
  head.writeBigInt64BE(BigInt(head.length + body.length), 0);
  head.writeUInt8(3, 8);
  head.writeInt32BE(body.length, 17);
  return Buffer.concat([head, body]);
}

/** A call of a Java method, as Python makes it (`py4j.protocol`). */
export function pythonRequest(): Buffer {
  return Buffer.from("c\nz:java.lang.System\nnanoTime\ne\n");
}

/** A call of the first Python object that was given to Java, as Java makes it: what a stream does with each batch. */
export function javaRequest(): Buffer {
  return Buffer.from("c\np0\n__repr__\ne\n");
}
