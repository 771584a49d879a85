import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import fs from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import os, { tmpdir } from "node:os";
import { join } from "node:path";
import { claimTeam } from "../../../cli/start/claim";
import { readOptions } from "../../../cli/start/options";
import { View } from "../../../cli/start/view";
import { withoutRoot } from "../../anotherUser";
import { onWindows } from "../../onWindows";

let folder: string;
let home: string;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "claim-"));
  chmodSync(folder, 0o755);
  home = join(folder, ".local");
  said = [];
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const claim = (...args: string[]) =>
  claimTeam(home, {
    options: readOptions(args),
    view: new View({
      live: false,
      columns: 100,
      line: (text) => void said.push(text),
      update: () => undefined,
      settle: () => undefined,
    }),
  });

/** Why a command is refused, which takes less than a second. */
async function refusal(...args: string[]): Promise<string> {
  const begun = performance.now();
  const reason = await claim(...args).then(
    () => "not refused",
    (error: unknown) => (error as Error).message,
  );
  expect(performance.now() - begun).toBeLessThan(1_000);
  return reason;
}

describe("npm start is refused within a second, before it loads what it would need,", () => {
  it("on Windows, with where it does run, and nothing is written there", async () => {
    expect(await onWindows(() => refusal("--team", "red"))).toBe(
      "`npm start` does not run on Windows itself, where processes cannot be ended in order and Spark cannot write " +
        "files: use WSL or the dev container (docs/machines.md).",
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it("where a setting is wrong, with how to give one here", async () => {
    expect(await refusal("--config", "team=../engine", "--rate", "40000", "--config", "partitions=1")).toBe(
      [
        "2 settings are wrong; nothing was made or changed:",
        '  team: "../engine"; allowed: 1 to 15 letters a–z (upper case is lowered), digits, and single hyphens between them; not a number, because 08 in a stack\'s file arrives as 8',
        "  partitions: 1; 1 partitions carry 7,812 clicks/s at 1 MB/s each, 40,000 clicks/s are wanted: set at least 6",
        "Give --team, --rate and --through-step, or any setting with --config SETTING=VALUE; Pulumi.yaml describes them.",
      ].join("\n"),
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it("where the page's port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    expect(await refusal("--port", String(port))).toBe(
      `port ${port} is taken: choose another one with --port`,
    );
    expect(readdirSync(folder)).toEqual([]);
    server.close();
  });

  it("where the repository is another user's, or cannot be written", async () => {
    chmodSync(folder, 0o555);
    // Only root can make another user's folder.
    const whose = process.geteuid?.() === 0 ? "; it belongs to user 0" : "";
    const reason =
      `Everything that runs here lies in ${join(home, "challenges")}, where you cannot write (EACCES${whose}). ` +
      "Clone the repository to a folder of your own, and start there.";
    expect(await withoutRoot(() => refusal())).toBe(reason);
    chmodSync(folder, 0o755);
    mkdirSync(home, { mode: 0o555 });
    expect(await withoutRoot(() => refusal())).toBe(reason);
  });

  it("having loaded neither emulator nor program", () => {
    const loaded = `require("./cli/start/claim"); console.log(Object.keys(require.cache).join("\\n"))`;
    const heavy = /\/emulator\/|\/components\/|azure-native|automation|core-rest-pipeline/;
    const { stdout } = spawnSync(process.execPath, ["--require", "tsx/cjs", "-e", loaded], {
      encoding: "utf8",
    });
    expect(stdout).toContain("/cli/start/claim.ts");
    expect(stdout.split("\n").filter((file) => heavy.test(file))).toEqual([]);
  });
});

it("too little memory or disk is said before anything is created", async () => {
  const real = await fs.statfs(folder);
  jest.spyOn(fs, "statfs").mockResolvedValue({ ...real, bavail: 50_000, bsize: 4_096 });
  jest.spyOn(os, "freemem").mockReturnValue(1.24e9);
  const { lock } = await claim();
  await lock.release();
  expect(said).toEqual([
    expect.stringMatching(/^only 1\.2 GB of memory are free, and a challenge takes 2\.6 GB: close something/),
    expect.stringMatching(/^only 0\.2 GB of disk are free, and a challenge takes 0\.5 GB: free some/),
  ]);
});
