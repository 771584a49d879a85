import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import {
  chooseSession,
  hasEnded,
  listSessions,
  readSessionInfo,
  removeSessionInfo,
  writeSessionInfo,
  type SessionInfo,
} from "../../cli/sessionInfo";
import { withoutRoot } from "../anotherUser";
import { sessionWorkspace } from "./sessionWorkspace";

const challenge: SessionInfo = {
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
  workspace: sessionWorkspace,
  processes: [{ name: "broker", pid: 1 }],
};

/** No process has it: above every limit of Linux. */
const DEAD_PID = 2 ** 30;

describe("the file of a running challenge", () => {
  let folder: string;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), "running-")), "running");
  });
  afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

  it("comes back as it was written, and the last write counts", async () => {
    await writeSessionInfo(challenge, folder);
    await writeSessionInfo({ ...challenge, schema: "other" }, folder);
    expect(await readSessionInfo("blue", folder)).toEqual({ ...challenge, schema: "other" });
    expect(await readdir(folder)).toEqual(["blue.json"]);
  });

  it("can be read by its owner alone, even in a folder that was open", async () => {
    await writeSessionInfo(challenge, folder);
    await chmod(folder, 0o755);
    await writeSessionInfo(challenge, folder);
    expect((await stat(join(folder, "blue.json"))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it("is gone once removed; removing it again succeeds", async () => {
    await writeSessionInfo(challenge, folder);
    await removeSessionInfo("blue", folder);
    await removeSessionInfo("blue", folder);
    expect(await readSessionInfo("blue", folder)).toBeUndefined();
    expect(await listSessions(folder)).toEqual([]);
  });

  it("has ended once it is removed, is another's, or its process was killed", async () => {
    const ended = () => hasEnded(challenge, folder);
    await writeSessionInfo(challenge, folder);
    expect(await ended()).toBe(false);
    await writeSessionInfo({ ...challenge, startedAt: "2026-11-24T11:00:00.000Z" }, folder);
    expect(await ended()).toBe(true);
    await removeSessionInfo("blue", folder);
    expect(await ended()).toBe(true);
    await writeSessionInfo({ ...challenge, owner: DEAD_PID }, folder);
    expect(await ended()).toBe(true);
  });

  it("is listed by team while its owner lives", async () => {
    await writeSessionInfo({ ...challenge, team: "red" }, folder);
    await writeSessionInfo({ ...challenge, team: "dead", owner: DEAD_PID }, folder);
    await writeSessionInfo(challenge, folder);
    await writeFile(join(folder, "notes.txt"), "not a challenge");
    expect((await listSessions(folder)).map(({ team }) => team)).toEqual(["blue", "red"]);
  });

  it("is never removed by who lists, just when its team's next session writes its own", async () => {
    for (let round = 0; round < 100; round++) {
      await writeSessionInfo({ ...challenge, owner: DEAD_PID }, folder);
      const listing = sleep(round % 5).then(() => listSessions(folder));
      await Promise.all([listing, writeSessionInfo(challenge, folder)]);
      expect(await readSessionInfo("blue", folder)).toEqual(challenge);
    }
  });

  it("is found by its team in upper case, too", async () => {
    await writeSessionInfo(challenge, folder);
    await writeSessionInfo({ ...challenge, team: "red" }, folder);
    expect((await chooseSession("Blue", folder)).team).toBe("blue");
    await expect(chooseSession("green", folder)).rejects.toThrow('no challenge of team "green" runs');
  });

  it("lists nothing where nothing ever ran", async () => {
    expect(await listSessions(join(folder, "never"))).toEqual([]);
  });

  it.each(["the folder", "the file"])(
    "is not asked for by another user, who is told so and what to do: %s is its owner's",
    async (closed) => {
      await writeSessionInfo(challenge, folder);
      await chmod(join(folder, ".."), 0o755);
      await chmod(folder, closed === "the folder" ? 0o000 : 0o755);
      await chmod(join(folder, "blue.json"), 0o000);
      const message = `Challenges that run from this clone are another user's (${folder}). Clone the repository to a folder of your own, and \`npm start\` there.`;
      await withoutRoot(async () => {
        await expect(chooseSession(undefined, folder)).rejects.toThrow(message);
        await expect(chooseSession("blue", folder)).rejects.toThrow(message);
      });
      await chmod(folder, 0o700);
    },
  );

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
          await writeSessionInfo({ ...challenge, team: one, schema: "1" }, folder);
          await writeSessionInfo({ ...challenge, team: other, schema: "2" }, folder);
          expect((await readSessionInfo(one, folder))?.schema).toBe("1");
          expect((await readdir(folder)).length).toBe(2);
          await removeSessionInfo(one, folder);
          await removeSessionInfo(other, folder);
          expect(await readdir(join(folder, ".."))).toEqual(["running"]);
        },
      ),
      { numRuns: 50 },
    );
  });
});
