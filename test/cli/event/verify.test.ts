import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { putBack } from "../../../cli/event/askOnAzure";
import { verdictLines } from "../../../cli/event/verdicts";
import { reportOf } from "../../event/verify/reports";
import { runEvent } from "./eventProgram";

jest.setTimeout(120_000);

describe("a verdict in the terminal", () => {
  it("is one line where each click arrived once", () => {
    expect(
      verdictLines("red", { is: "verified", report: reportOf({ expected: 1234, arrived: 1234 }) }),
    ).toEqual(["red: every click arrived, once (1,234 of 1,234)"]);
  });

  it("names all that is missing, twice or wrongly counted where it did not", () => {
    const report = reportOf({
      ok: false,
      arrived: 97,
      missing: { count: 3, ranges: [{ partition: 2, first: 40, end: 43 }] },
      twice: { count: 1, examples: [{ partition: 0, offset: 7, times: 2 }] },
      wrongCounts: [{ productid: 12, category: 3, said: 5, recounted: 4 }],
    });
    expect(verdictLines("red", { is: "verified", report })).toEqual([
      "red: not every click arrived once",
      "    ✗ 97 of 100 events in the hub arrived",
      "    ✗ 3 missing: partition 2 offset 40 to 42",
      "    ✗ 1 rows too many: partition 0 offset 7 2 times",
      "    ✗ clicks_per_product: product 12 says 5, recounted 4",
      "      0 rejected as malformed",
    ]);
  });

  it("says why a team was not asked, with what came from outside escaped", () => {
    expect(verdictLines("red", { is: "not asked", why: "no \u001b[2J" })).toEqual([
      "red: could not be asked: no \\u001b[2J",
    ]);
    expect(verdictLines("red", { is: "simulated" })).toEqual([
      "red: simulated only, it has no clicks (`up --local` gives some)",
    ]);
  });
});

describe("a warehouse that is asked", () => {
  const done: string[] = [];
  const warehouse = (asleep: boolean) => ({
    isAsleep: async () => asleep,
    stopUnlessUsed: async () => done.push("stop") > 0,
  });
  beforeEach(() => void (done.length = 0));

  it("sleeps again if it slept, also where asking failed", async () => {
    expect(await putBack(warehouse(true), async () => done.push("ask"))).toBe(1);
    await expect(putBack(warehouse(true), () => Promise.reject(new Error("gone")))).rejects.toThrow("gone");
    expect(done).toEqual(["ask", "stop", "stop"]);
  });

  it("is left as it is if it was awake", async () => {
    await putBack(warehouse(false), async () => done.push("ask"));
    expect(done).toEqual(["ask"]);
  });

  it("that may not be stopped has been asked all the same", async () => {
    const refused = { ...warehouse(true), stopUnlessUsed: () => Promise.reject(new Error("403")) };
    expect(await putBack(refused, async () => 7)).toBe(7);
  });
});

describe("verify", () => {
  const NAME = "verify-asks";
  const stored = join(__dirname, "..", "..", "..", ".local", "event", NAME);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "verify-"));
    const lines = [
      `event: ${NAME}`,
      "owner: coach@contoso.com",
      "expires: 2099-12-31",
      "places:",
      "  - { subscription: 00000000-0000-4000-8000-000000000011, regions: [westeurope] }",
      "teams: [red, blue, teal]",
    ];
    await writeFile(join(folder, "event.yaml"), lines.join("\n"));
    // An engine that notes what it is asked, and knows its version alone.
    const binary = join(folder, "pulumi");
    const script = `#!/bin/sh\necho "$@" >> ${join(folder, "asked")}\n[ "$1" = version ] && echo v3.259.0\n`;
    await writeFile(binary, script);
    await chmod(binary, 0o755);
    for (const [team, step] of [
      ["red", 6],
      ["blue", 4],
    ]) {
      const work = join(stored, "teams", String(team), "work");
      await mkdir(work, { recursive: true });
      const settings = `config:\n  clickstream-challenge:location: westeurope\n  clickstream-challenge:throughStep: '${String(step)}'\n`;
      await writeFile(join(work, `Pulumi.${String(team)}.yaml`), settings);
    }
  });
  afterEach(async () => {
    for (const each of [folder, stored]) await rm(each, { recursive: true, force: true });
  });

  const asked = async (): Promise<string[]> =>
    (await readFile(join(folder, "asked"), "utf8")).trim().split("\n");

  it("says what it costs, and asks nobody without --yes where nobody sits", async () => {
    const { code, stderr } = await runEvent(folder, ["verify"]);
    expect([code, stderr]).toEqual([
      2,
      "no stream before step 6, and nothing to verify: blue, teal\n" +
        "verify asks 1 SQL warehouse, four at a time. One costs 2.80 USD for an hour awake, and is awake for 10 min at most: up to 0.47 USD in all (list prices of 2026-11-24). Add --yes if that is wanted.\n",
    ]);
    expect(await asked()).toEqual(["version"]);
  });

  it("asks where it is told to, ends with 2 where a team does not answer, and writes nothing down of it", async () => {
    const { code, stdout, stderr } = await runEvent(folder, ["verify", "red", "--yes"]);
    expect([code, stdout, stderr]).toEqual([
      2,
      expect.stringMatching(/^red: could not be asked: .*pulumi stack /),
      expect.stringContaining("up to 0.47 USD in all"),
    ]);
    expect((await asked()).slice(1).sort()).toEqual([
      "stack export --stack red --non-interactive",
      "stack output --json --stack red --non-interactive",
    ]);
    expect(await readFile(join(stored, "observed.ndjson"), "utf8")).toBe("");
  });

  it("ends with 2 where nothing can be verified, without a word of cost", async () => {
    const { code, stdout, stderr } = await runEvent(folder, ["verify", "blue"]);
    expect([code, stdout, stderr]).toEqual([2, "", "no stream before step 6, and nothing to verify: blue\n"]);
  });

  it("refuses a team that the event does not have", async () => {
    const { code, stderr } = await runEvent(folder, ["verify", "pink"]);
    expect([code, stderr]).toEqual([2, `event "${NAME}" has no team "pink"; it has red, blue, teal\n`]);
  });
});
