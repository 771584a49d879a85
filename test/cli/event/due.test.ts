import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runEvent } from "./eventProgram";

jest.setTimeout(120_000);

const root = join(__dirname, "..", "..", "..");
const NAME = "due-told";
const stored = join(root, ".local", "event", NAME);
const AT = "2020-03-10T09:00+01:00";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "due-"));
  await mkdir(join(stored, "teams"), { recursive: true });
});
afterEach(async () => {
  for (const each of [folder, stored]) await rm(each, { recursive: true, force: true });
});

/** Runs `due` for an event whose schedule says this. */
async function due(
  schedule: string,
  journal: readonly object[],
  ...args: readonly string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const lines = [
    `event: ${NAME}`,
    "owner: coach@contoso.com",
    "expires: 2099-12-31",
    "places:",
    "  - { subscription: 00000000-0000-4000-8000-000000000011, regions: [westeurope] }",
    "teams: [red, blue]",
    `schedule: [${schedule}]`,
  ];
  await writeFile(join(folder, "event.yaml"), lines.join("\n"));
  await writeFile(
    join(stored, "journal.ndjson"),
    journal.map((each) => `${JSON.stringify(each)}\n`).join(""),
  );
  return await runEvent(folder, ["due", ...args]);
}

const red = { at: "2020-03-10T08:30:00.000Z", team: "red", verb: "up", phase: "done", step: 4 };

describe("due", () => {
  it("ends with 1 and says what, since when and for whom", async () => {
    const { code, stdout } = await due(`{ at: ${AT}, do: up, step: 4 }`, [red]);
    expect([code, stdout]).toEqual([1, "due since 2020-03-10T08:00:00.000Z: up to step 4, for blue\n"]);
  });

  it("tells a program the same", async () => {
    const { code, stdout } = await due(`{ at: ${AT}, do: up, step: 4 }`, [red], "--json");
    expect([code, JSON.parse(stdout)]).toEqual([
      1,
      { at: "2020-03-10T08:00:00.000Z", do: "up", step: 4, teams: ["blue"] },
    ]);
  });

  it("ends with 0 where nothing is, also with --run and without an engine", async () => {
    for (const [args, said] of [
      [[], "nothing is due\n"],
      [["--run"], "nothing is due\n"],
      [["--json"], "null\n"],
    ] as const) {
      const { code, stdout } = await due(
        `{ at: ${AT}, do: up, step: 4 }`,
        [red, { ...red, team: "blue" }],
        ...args,
      );
      expect([code, stdout]).toEqual([0, said]);
    }
  });

  it("ends with 2 where the event's file is wrong, which is not that something is due", async () => {
    const { code, stderr } = await due(`{ at: yesterday, do: up }`, []);
    expect([code, stderr]).toEqual([2, expect.stringContaining("allowed: a moment with its time zone")]);
  });
});
