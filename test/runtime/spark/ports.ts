import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { connect } from "node:net";

/** What is not answered at all by then is not answered. */
const PATIENCE_MS = 3_000;

/** Where a process of this machine listens for TCP connections (`proc_pid_net(5)`), as `127.0.0.1:9093`. */
export function listeningAt(pid: number): string[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return ""; // It has been closed meanwhile.
      }
    }),
  );
  const lines = ["tcp", "tcp6"].flatMap((file) =>
    readFileSync(`/proc/${pid}/net/${file}`, "utf8").trim().split("\n").slice(1),
  );
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === "0A" && sockets.has(`socket:[${inode}]`))
    .map(([, local = ""]) => readable(local));
}

/**
 * The kernel writes an address in words of four bytes, each with its little end first. Java's sockets are IPv6's, also for
 * IPv4, whose addresses they hold in the last word behind `FFFF`.
 */
function readable(inTable: string): string {
  const [address = "", port = ""] = inTable.split(":");
  const mapped = "0000000000000000FFFF0000";
  const word = address.startsWith(mapped) ? address.slice(mapped.length) : address;
  const host = word.length === 8 ? [...Buffer.from(word, "hex")].reverse().join(".") : word;
  return `${host}:${parseInt(port, 16)}`;
}

/** The TCP ports on which a process of this machine listens. */
export function listeningPorts(pid: number): number[] {
  return listeningAt(pid).map((place) => Number(place.split(":").at(-1)));
}

/** The processes that a process has started, and which run. */
export function childrenOf(pid: number): number[] {
  return readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      // The parent is the second field behind the command's name (`proc_pid_stat(5)`).
      return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1] === String(pid) ? [Number(entry)] : [];
    } catch {
      return []; // It ended in the meantime.
    }
  });
}

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
