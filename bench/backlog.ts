import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { typescriptFlags } from "../runtime/typescript";
import type { TestPipeline } from "../testbed/testPipeline";
import type { Testbed } from "../testbed/testbed";

const run = promisify(execFile);

/** What the bare loop of a Kafka client did. */
export interface RawLoop {
  readonly clicks: number;
  readonly seconds: number;
}

/** Sends clicks into a pipeline's hub as fast as a bare loop of a Kafka client can, in a process of its own. */
export async function fillHub(
  { broker }: Testbed,
  { name, sendConnection }: TestPipeline,
  partitions: number,
  clicks: number,
): Promise<RawLoop> {
  const { stdout } = await run(process.execPath, [...typescriptFlags, join(__dirname, "rawClient.ts")], {
    cwd: join(__dirname, ".."),
    env: {
      ...process.env,
      CONNECTION: sendConnection,
      HOST: broker.host,
      ADDRESS: broker.address,
      CA: broker.certificateAuthority.pemFile,
      HUB: name,
      PARTITIONS: String(partitions),
      CLICKS: String(clicks),
    },
  });
  return JSON.parse(stdout) as RawLoop;
}
