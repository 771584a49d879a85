import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Creates a broker's data folder, unless it is one already. It writes what Kafka's own storage tool would, without the
 * two seconds of another Java process; the rest has defaults.
 */
export async function formatData(folder: string): Promise<void> {
  const file = join(folder, "meta.properties");
  if (existsSync(file)) return;
  await mkdir(folder, { recursive: true });
  const lines = ["version=1", "node.id=1", `cluster.id=${kafkaId()}`, `directory.id=${kafkaId()}`];
  await writeFile(file, `${lines.join("\n")}\n`);
}

/** Kafka's ids: 16 bytes in base64. Some are reserved, and none may begin with a dash. */
function kafkaId(): string {
  const id = randomBytes(16).toString("base64url");
  return id.startsWith("-") ? kafkaId() : id;
}
