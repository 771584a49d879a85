import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeSessionInfo } from "../../cli/sessionInfo";
import { StatementApi } from "../clients/statementApi";
import { ModelTables } from "../verify/modelTables";
import { sessionWorkspace } from "./sessionWorkspace";

const root = join(__dirname, "..", "..");
/** As many rows as more than fill a pipe. */
const rows = Array.from({ length: 1_000 }, (_, row) => [String(row), "x".repeat(100)]);
const columns = [
  ["id", "INT"],
  ["text", "STRING"],
] as const;
const QUESTION = "SELECT id, text FROM clicks";
const tables = new ModelTables([]);
const api = new StatementApi((sql) => (sql === QUESTION ? { columns, rows } : tables.answer(sql)));
let folder: string;

beforeAll(async () => {
  await api.start();
  folder = await mkdtemp(join(tmpdir(), "closed-pipe-"));
  const ledgerFile = join(folder, "ledger");
  await writeFile(ledgerFile, '{"started":"2026-11-24T10:00:00.000Z"}\n');
  await writeSessionInfo(
    {
      team: "blue",
      owner: process.pid,
      startedAt: "2026-11-24T10:00:00.000Z",
      sqlUrl: api.url,
      token: "local-token",
      warehouseId: "local",
      schema: "blue",
      lakeUrl: "",
      ledgerFile,
      hub: {
        bootstrapServers: "blue.servicebus.windows.net:9093",
        eventHub: "test",
        address: "127.0.0.1",
        certificateAuthorityFile: join(folder, "ca.pem"),
        connectionString: "secret",
      },
      workspace: sessionWorkspace,
      processes: [],
    },
    join(folder, ".local", "running"),
  );
});
afterAll(async () => {
  await api.stop();
  await rm(folder, { recursive: true });
});

/** How a command ends, and what it says of it, whose standard output is closed, or that file. */
async function run(command: readonly string[], output?: string): Promise<[number | string, string]> {
  const [file = "", ...args] = command;
  const stdout = output === undefined ? undefined : openSync(output, "w");
  const child = spawn(
    process.execPath,
    ["--require", require.resolve("tsx/cjs"), join(root, file), ...args],
    { cwd: folder, stdio: ["ignore", stdout ?? "pipe", "pipe"] },
  );
  if (stdout === undefined) child.stdout?.destroy();
  else closeSync(stdout);
  let said = "";
  child.stderr?.on("data", (text: Buffer) => (said += text.toString()));
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return [code ?? signal ?? "", said];
}

describe("a command whose output nobody takes", () => {
  const query = ["cli/query.ts", QUESTION];
  const verify = ["cli/verify/main.ts"];
  const faults = ["cli/faults.ts", "--help"];

  it.each([[query], [verify], [faults]])(
    "ends as by SIGPIPE where the pipe is closed, without a word: %p",
    async (command) => {
      expect(await run(command)).toEqual([141, ""]);
    },
  );

  it.each([[query], [verify], [faults]])(
    "says so where the disk is full, and ends with 1: %p",
    async (command) => {
      expect(await run(command, "/dev/full")).toEqual([1, "standard output failed (ENOSPC)\n"]);
    },
  );
});
