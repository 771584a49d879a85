import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** Processes whose command line names this, such as a folder. */
export function processesWith(text: string): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
    try {
      const line = readFileSync(join("/proc", pid, "cmdline"), "utf8").replaceAll("\0", " ");
      return line.includes(text) ? [line] : [];
    } catch {
      // It ended in the meantime.
      return [];
    }
  });
}

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
export function startedBy(pid: number): number[] {
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
