import { mkdtempSync, rmSync } from "node:fs";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildGenerator } from "/work/main/local/generator/build";
import { Broker } from "/work/main/local/kafka/broker";
import { prepareToolchain } from "/work/main/local/toolchain";
(async () => {
  const folder = mkdtempSync(join(tmpdir(), "generator-"));
  const toolchain = await prepareToolchain({ folder: "/work/main/.local/toolchain" });
  const broker = await Broker.start({ namespace: "clicks-gen1", folder: join(folder, "namespace"), toolchain });
  await broker.createTopic("outage", 4, 3_600_000);
  await broker.putRule({ hub: "outage", name: "send", key: "c2VuZC1rZXk=", rights: ["Send"] });
  const file = await buildGenerator();
  const c = spawn(process.execPath, [...(process.argv[2]==="prof" ? ["--cpu-prof", "--cpu-prof-dir=/tmp/w/prof"] : []), file, "--ledger", join(folder, "ledger"), "--ca", broker.certificateAuthority.pemFile, "--address", broker.address], { stdio: "inherit", env: { hostName: "clicks-gen1", sasKeyName: "send", sasKeyValue: "c2VuZC1rZXk=", eventHubName: "outage", clicksPerSecond: "max" } });
  await sleep(16_000); c.kill("SIGTERM"); await sleep(1500);
  await broker.stop(); rmSync(folder, { recursive: true }); process.exit(0);
})();
