import { readFile } from "node:fs/promises";

/** Linux's table of IPv4 connections (proc_pid_net(5)); other systems have none. */
const TABLE = "/proc/net/tcp";

/**
 * The user who opened a connection of this machine. Pulumi's engine sends its providers no secret; what tells it from
 * other users' programs is the owner of its end of the connection, which the system knows.
 *
 * @param peer that end, e.g. `127.0.0.1:40123`
 * @returns "unknown" where the system does not say; undefined where there is no such connection
 */
export async function userBehind(peer: string): Promise<number | "unknown" | undefined> {
  const table = await readFile(TABLE, "latin1").catch(() => undefined);
  if (table === undefined) return "unknown";
  const wanted = inTable(peer);
  const fields = table.split("\n").map((line) => line.trim().split(/\s+/));
  const found = fields.find(([, local]) => local === wanted);
  return found === undefined ? undefined : Number(found[7]);
}

/** As the table writes addresses: the bytes in the machine's order, which is the little end first, in hexadecimal. */
function inTable(peer: string): string {
  const [host = "", port = ""] = peer.split(":");
  const bytes = host.split(".").map(Number).reverse();
  return `${Buffer.from(bytes).toString("hex")}:${Number(port).toString(16).padStart(4, "0")}`.toUpperCase();
}

/** @throws Error where the connection is another user's */
export async function onlyOwnUser(peer: string): Promise<void> {
  const [user, own] = [await userBehind(peer), process.getuid?.()];
  if (user !== "unknown" && user !== own)
    throw new Error(
      `The connection ${peer} belongs to user ${user ?? "nobody"}: only programs of user ${own} are answered.`,
    );
}
