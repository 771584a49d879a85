import { execFile } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { reportLines } from "../../../cli/event/check";
import { about } from "../../../event/check/finding";

jest.setTimeout(120_000);

const root = join(__dirname, "..", "..", "..");
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "event-"));
  await copyFile(join(root, "event.example.yaml"), join(folder, "event.yaml"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a verb in a folder of its own, on a machine without an engine. */
async function event(...args: readonly string[]): Promise<{ code: number; printed: string }> {
  const loader = join(root, "scripts", "typescript.cjs");
  const command = ["--require", loader, join(root, "cli", "event", "main.ts"), ...args];
  const environment = {
    PATH: dirname(process.execPath),
    HOME: folder,
    TSX_TSCONFIG_PATH: join(root, "tsconfig.json"),
  };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, {
      cwd: folder,
      env: environment,
    });
    return { code: 0, printed: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, printed: stdout + stderr };
  }
}

describe("without an engine", () => {
  it("check runs, and says what needs one", async () => {
    const { code, printed } = await event("check", "--rehearse", "--json");
    const findings = printed
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { check: string; verdict: string; remedy?: string });
    expect(findings.find(({ check }) => check === "engine")).toMatchObject({
      verdict: "warn",
      remedy: "Only check, estimate and init run without one; `npm run engine` gets one.",
    });
    expect(findings.filter(({ verdict }) => verdict === "fail")).toEqual([]);
    expect(code).toBe(0);
  });

  it("estimate runs", async () => {
    const { code, printed } = await event("estimate");
    expect([code, printed]).toEqual([
      0,
      expect.stringMatching(/All teams, over the schedule: \d+\.\d\d USD/),
    ]);
  });
});

describe("a verb", () => {
  it("ends with 2 where the event's file is wrong", async () => {
    await writeFile(join(folder, "wrong.yaml"), "event: Contoso\n");
    const wrong = await event("estimate", "--file", "wrong.yaml");
    expect([wrong.code, wrong.printed]).toEqual([
      2,
      expect.stringContaining('wrong.yaml:1 event: "Contoso"; allowed: '),
    ]);
  });
});

describe("a report of a check", () => {
  it("shows what is worst last, with what to do, and what came from outside escaped", () => {
    const findings = [
      about("image", "x").fail("the registry said \u001b[2J", "Check it."),
      about("placement", "").ok("2 in westeurope"),
      about("metastore's room", "westeurope").unknown("nobody to ask"),
    ];
    const placement = { placed: new Map(), unplaced: [], requests: [] };
    expect(reportLines({ findings, placement })).toEqual([
      "ok      placement: 2 in westeurope",
      "unknown metastore's room (westeurope): nobody to ask",
      "fail    image (x): the registry said \\u001b[2J",
      "        Check it.",
      "",
      expect.stringMatching(
        /^1 ok, 1 unknown, 0 warn, 1 fail\. Cannot be checked: whether a region has the capacity/,
      ),
    ]);
  });
});
