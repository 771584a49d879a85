import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { birthOf } from "../../../runtime/alive";
import { writeSessionInfo, type SessionInfo } from "../../../cli/sessionInfo";
import { lockTeam, type SessionFolders } from "../../../cli/start/teamLock";
import { sessionWorkspace } from "../sessionWorkspace";

let root: string;
let folders: SessionFolders;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "team-lock-"));
  folders = { challenges: join(root, "challenges"), running: join(root, "running") };
});
afterEach(() => rm(root, { recursive: true }));

const challenge: SessionInfo = {
  team: "blue",
  owner: 1,
  startedAt: "2026-11-24T10:00:00.000Z",
  sqlUrl: "http://127.0.0.1:4000",
  token: "t0ken",
  warehouseId: "local",
  schema: "blue",
  lakeUrl: "",
  hub: {
    bootstrapServers: "blue.servicebus.windows.net:9093",
    eventHub: "test",
    address: "127.0.0.1",
    certificateAuthorityFile: "/tmp/ca.pem",
    connectionString: "Endpoint=sb://blue.servicebus.windows.net/;…",
  },
  pageUrl: "http://127.0.0.1:4001/",
  workspace: sessionWorkspace,
  processes: [],
};

async function refusal(): Promise<string> {
  return lockTeam("blue", folders).then(
    () => "taken",
    (error: unknown) => (error as Error).message,
  );
}

describe("the lock of a team", () => {
  it("is one session's until it is released, and no other team's", async () => {
    const lock = await lockTeam("blue", folders);
    expect(await refusal()).toContain(`in process ${process.pid}.\n`);
    const other = await lockTeam("blue-2", folders);
    await lock.release();
    await (await lockTeam("blue", folders)).release();
    await other.release();
    expect(await readdir(folders.challenges)).toEqual([]);
  });

  it("names the page of the process that has it, and how to end it", async () => {
    const child = spawn("sleep", ["60"]);
    const pid = child.pid ?? -1;
    try {
      await (await lockTeam("blue", folders)).release();
      const claim = `blue.lock.${pid}.${await birthOf(pid)}.01234567-89ab-4cde-8f01-23456789abcd`;
      await writeFile(join(folders.challenges, claim), "");
      await writeSessionInfo({ ...challenge, owner: pid }, folders.running);
      const message = await refusal();
      expect(message).toContain(
        `in process ${pid}; its page is http://127.0.0.1:4001/.\nStop it with Ctrl-C where it was started, or with \`kill -INT ${pid}\`; or start another team with --team NAME.`,
      );
      // What an earlier session left speaks of its own page.
      await writeSessionInfo(challenge, folders.running);
      expect(await refusal()).toContain(`in process ${pid}.\n`);
    } finally {
      child.kill();
    }
  });
});
