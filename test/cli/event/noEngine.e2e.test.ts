import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const repository = join(__dirname, "..", "..", "..");
const main = join(repository, "cli", "event", "main.ts");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "no-engine-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("without a Pulumi engine", () => {
  it.each(["up", "step 4", "add red", "reset red", "claim spare-1", "remove red", "down", "handout"])(
    "%s is refused before anything else is looked at, and names the command that gets one",
    async (verb) => {
      const ended = await promisify(execFile)(
        process.execPath,
        [
          "--require",
          join(repository, "node_modules", "tsx", "dist", "cjs", "index.cjs"),
          main,
          ...verb.split(" "),
        ],
        // Here is neither an engine nor an event's file.
        { cwd: folder, env: { PATH: dirname(process.execPath), HOME: folder } },
      ).catch((error: unknown) => error as { code: number; stderr: string });
      expect("code" in ended && ended.code).toBe(2);
      expect(ended.stderr).toMatch(/^No Pulumi engine: .*\n`npm run engine` downloads one\.\n$/);
    },
  );
});
