import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import {
  chooseRunning,
  listRunning,
  readRunning,
  removeRunning,
  writeRunning,
  type RunningChallenge,
} from "../../local/running";

const challenge: RunningChallenge = {
  team: "blue",
  owner: process.pid,
  startedAt: "2026-11-24T10:00:00.000Z",
  sqlUrl: "http://127.0.0.1:4000",
  token: "t0ken",
  warehouseId: "local",
  schema: "blue",
  lakeUrl: "",
  ledgerFile: "/tmp/ledger",
  hub: {
    bootstrapServers: "blue.servicebus.windows.net:9093",
    eventHub: "test",
    address: "127.0.0.1",
    certificateAuthorityFile: "/tmp/ca.pem",
    connectionString: "Endpoint=sb://blue.servicebus.windows.net/;…",
  },
  processes: [{ name: "broker", pid: 1 }],
};

/** No process has it: above every limit of Linux. */
const deadPid = 2 ** 30;

describe("the file of a running challenge", () => {
  let folder: string;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), "running-")), "running");
  });
  afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

  it("comes back as it was written, and the last write counts", async () => {
    await writeRunning(challenge, folder);
    await writeRunning({ ...challenge, schema: "other" }, folder);
    expect(await readRunning("blue", folder)).toEqual({ ...challenge, schema: "other" });
    expect(await readdir(folder)).toEqual(["blue.json"]);
  });

  it("can be read by its owner alone, even in a folder that was open", async () => {
    await writeRunning(challenge, folder);
    await chmod(folder, 0o755);
    await writeRunning(challenge, folder);
    expect((await stat(join(folder, "blue.json"))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it("is gone once removed; removing it again succeeds", async () => {
    await writeRunning(challenge, folder);
    await removeRunning("blue", folder);
    await removeRunning("blue", folder);
    expect(await readRunning("blue", folder)).toBeUndefined();
    expect(await listRunning(folder)).toEqual([]);
  });

  it("is listed by team while its owner lives", async () => {
    await writeRunning({ ...challenge, team: "red" }, folder);
    await writeRunning({ ...challenge, team: "dead", owner: deadPid }, folder);
    await writeRunning(challenge, folder);
    await writeFile(join(folder, "notes.txt"), "not a challenge");
    expect((await listRunning(folder)).map(({ team }) => team)).toEqual(["blue", "red"]);
  });

  it("is never removed by who lists, just when its team's next session writes its own", async () => {
    for (let round = 0; round < 100; round++) {
      await writeRunning({ ...challenge, owner: deadPid }, folder);
      const listing = sleep(round % 5).then(() => listRunning(folder));
      await Promise.all([listing, writeRunning(challenge, folder)]);
      expect(await readRunning("blue", folder)).toEqual(challenge);
    }
  });

  it("is found by its team in upper case, too", async () => {
    await writeRunning(challenge, folder);
    await writeRunning({ ...challenge, team: "red" }, folder);
    expect((await chooseRunning("Blue", folder)).team).toBe("blue");
    await expect(chooseRunning("green", folder)).rejects.toThrow('no challenge of team "green" runs');
  });

  it("lists nothing where nothing ever ran", async () => {
    expect(await listRunning(join(folder, "never"))).toEqual([]);
  });

  it("stays in its folder for any team, and no two teams share one", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          fc.oneof(
            fc.constantFrom("..", ".", "../up", "a/b", "a%2Fb", "a b", "A", "é"),
            fc.string({ minLength: 1, maxLength: 20 }),
          ),
          { minLength: 2, maxLength: 2 },
        ),
        async ([one = "", other = ""]) => {
          await writeRunning({ ...challenge, team: one, schema: "1" }, folder);
          await writeRunning({ ...challenge, team: other, schema: "2" }, folder);
          expect((await readRunning(one, folder))?.schema).toBe("1");
          expect((await readdir(folder)).length).toBe(2);
          await removeRunning(one, folder);
          await removeRunning(other, folder);
          expect(await readdir(join(folder, ".."))).toEqual(["running"]);
        },
      ),
      { numRuns: 50 },
    );
  });
});
