import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { KAFKA_PORT } from "../../clients/eventHubs";
import { isAlive } from "../../runtime/alive";
import { RunningServices, type SqlAddress } from "../../emulator/runningServices";
import { answers } from "../../emulator/services/leftovers";
import { prepareToolchain } from "../../runtime/toolchain";
import { StatementClient } from "../../clients/sqlClient";
import { formatReport } from "../../cli/verify/report";
import { readLedger } from "../../generator/ledger";
import { expectedFromLedger, verify, type Report } from "../../verify";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

/** How long clicks come before they are compared, ms: a few batches of the stream. */
const FLOW = 8_000;

let folder: string;
let services: RunningServices;
let team: TeamStack;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "made-by-engine-"));
  const toolchain = await prepareToolchain({ folder: join(__dirname, "..", "..", ".local", "toolchain") });
  services = new RunningServices({ challenges: folder, name: "challenge", toolchain });
  team = await TeamStack.open({
    settings: {
      plain: { clicksPerSecond: 100, generatorImage: "contoso.azurecr.io/clicks:1", dashboard: false },
    },
    cloud: { localServices: services },
  });
}, PATIENCE);

afterEach(async () => {
  await team.close();
  await services.close();
  await rm(folder, { recursive: true, force: true });
}, PATIENCE);

function sqlOf(): SqlAddress {
  if (!services.sql) throw new Error("no workspace was made");
  return services.sql;
}

/** Lets clicks flow for a while, and compares all that were sent so far with the tables. */
async function verified(): Promise<Report> {
  await sleep(FLOW);
  const { url, token } = sqlOf();
  const schema = String((await team.outputs())["schema"]?.value);
  const client = new StatementClient({
    host: url,
    token: () => Promise.resolve(token),
    warehouseId: "local",
    schema,
  });
  const [generator] = services.generators;
  const expected = expectedFromLedger(await readLedger(generator?.ledgerFile ?? ""));
  return verify({ client, expected, progressTimeoutMs: 120_000 });
}

/** @returns how many clicks there were. */
function allOnce(report: Report): number {
  if (!report.ok) throw new Error(formatReport(report));
  return report.expected;
}

describe("the challenge on local services, deployed by a real engine", () => {
  it(
    "counts every click once while its rate and its image change, and leaves nothing after destroy",
    async () => {
      await must(team.up());
      const [first] = services.generators;
      const before = allOnce(await verified());
      expect(before).toBeGreaterThan(100);

      await team.set({ clicksPerSecond: 400, generatorImage: "contoso.azurecr.io/clicks:2" });
      const changed = await must(team.up());
      expect(changed.steps.map(({ op, name }) => `${op} ${name}`)).toEqual([
        "update clickstream-generator-group",
      ]);
      const [second] = services.generators;
      expect(second?.process.pid).not.toBe(first?.process.pid);
      expect(second?.ledgerFile).toBe(first?.ledgerFile);
      // More in one such while than the old rate gives in two.
      const after = allOnce(await verified());
      expect(after - before).toBeGreaterThan((2 * FLOW * 100) / 1000);

      const pids = services.processes().map(({ pid }) => pid);
      expect(services.processes().map(({ name }) => name)).toEqual(["broker", "Spark", "generator"]);
      const ports = [...services.brokers.values()].map(({ address }) => ({
        host: address,
        port: KAFKA_PORT,
      }));
      const sqlPort = { host: "127.0.0.1", port: Number(new URL(sqlOf().url).port) };
      await must(team.destroy());
      expect(pids.filter(isAlive)).toEqual([]);
      for (const port of [...ports, sqlPort]) expect(await answers(port)).toBe(false);
      expect(await readdir(join(folder, "challenge"))).toEqual([]);
      expect(team.inCloud).toEqual([]);
      expect(await team.inState()).toEqual([]);
    },
    PATIENCE,
  );
});
