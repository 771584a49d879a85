import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";

/**
 * Opens the log of a process for what it prints. On a full disk lines are lost: that must not end this process, which has
 * yet to remove what fills it.
 */
export function openProcessLog(file: string): Writable {
  return createWriteStream(file, { flags: "a", mode: 0o600 }).on("error", () => undefined);
}
