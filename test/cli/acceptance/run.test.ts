import { reportOf } from "../../../cli/acceptance/report";
import { accept, type AcceptanceStack } from "../../../cli/acceptance/run";
import { beliefs, stages } from "../../../program/beliefs";

/** A stack whose commands do as they are told. */
function stack(changes: Partial<AcceptanceStack> = {}): AcceptanceStack & { readonly asked: string[] } {
  const asked: string[] = [];
  let run = 1;
  let settings = "";
  let applied = "";
  return {
    asked,
    set: async (values) => {
      settings += JSON.stringify(values);
    },
    up: async () => {
      asked.push("up");
      const changes = settings === applied ? [] : ["update job"];
      applied = settings;
      run += changes.length;
      return changes;
    },
    refresh: async () => [],
    destroy: async () => {
      asked.push("destroy");
      return ["delete job"];
    },
    generator: async () => "Running",
    runs: async () => [String(run)],
    clicks: async () => 1,
    signInAsSecond: async () => true,
    leftovers: async () => [],
    metastoreLeftovers: async () => [],
    ...changes,
  };
}

const impatient = { every: 0, times: 2 };
const run = (changes: Partial<AcceptanceStack> = {}) => accept(stack(changes), () => undefined, impatient);
const outcomes = async (changes: Partial<AcceptanceStack>) =>
  Object.fromEntries((await run(changes)).map(({ stage, outcome }) => [stage, outcome]));

describe("an acceptance run", () => {
  it("looks at every belief, each in a stage that there is", async () => {
    const results = await run();
    expect(results.map(({ stage, outcome }) => [stage, outcome])).toEqual(
      stages.map((stage) => [stage, "as believed"]),
    );
    const report = reportOf(results, { databricks: "1.110.0" });
    for (const { id } of beliefs) expect(report).toContain(`\`${id}\`: **as believed**`);
    expect(new Set(beliefs.map(({ id }) => id)).size).toBe(beliefs.length);
  });

  it("goes on to destroy after a failure, and says what was not looked at", async () => {
    const refresh = async (): Promise<string[]> => ["update job", "update lake"];
    const results = await run({ refresh });
    expect(results.find(({ stage }) => stage === "refresh")?.said).toBe(
      "it changed\nupdate job\nupdate lake",
    );
    expect(await outcomes({ refresh })).toEqual({
      steps: "as believed",
      generator: "as believed",
      job: "as believed",
      clicks: "as believed",
      "second up": "as believed",
      refresh: "otherwise",
      "change of the running job": "not looked at",
      "second identity": "not looked at",
      destroy: "as believed",
      "nothing left": "as believed",
      "nothing left in the metastore": "as believed",
    });
  });

  it.each<[string, string, Partial<AcceptanceStack>, string]>([
    [
      "the container does not run",
      "generator",
      { generator: async () => "Waiting" },
      "the container runs: Waiting, not Running",
    ],
    ["no run is active", "job", { runs: async () => [] }, "runs of the job are active: 0, not 1"],
    ["two runs are", "job", { runs: async () => ["1", "2"] }, "runs of the job are active: 2, not 1"],
    [
      "no click is in the table",
      "clicks",
      { clicks: async () => 0 },
      "the table has clicks: false, not true",
    ],
    [
      "the same run goes on after a change",
      "change of the running job",
      { runs: async () => ["1"] },
      "the job's active runs, before 1: runs 1, not one other run",
    ],
  ])("says that it is otherwise where %s", async (_, stage, changes, said) => {
    const result = (await run(changes)).find((each) => each.stage === stage);
    expect(result).toMatchObject({ outcome: "otherwise", said });
  });

  it("waits for what takes its time", async () => {
    const states = ["Waiting", "Running"];
    expect((await outcomes({ generator: async () => String(states.shift()) }))["generator"]).toBe(
      "as believed",
    );
  });

  it("says of what nobody could look at that it was not looked at", async () => {
    expect((await outcomes({ signInAsSecond: async () => false }))["second identity"]).toBe("not looked at");
    expect((await outcomes({ clicks: async () => undefined }))["clicks"]).toBe("not looked at");
    const results = await run({ metastoreLeftovers: async () => undefined });
    expect(results.at(-1)?.outcome).toBe("not looked at");
    expect(results.at(-1)?.said).toContain("look in another one for a storage credential");
  });

  it("reports what failed in the words that came back, redacted", async () => {
    const destroy = (): Promise<string[]> => Promise.reject(new Error("no right for jane@contoso.com"));
    const report = reportOf(await run({ destroy }), {});
    expect(report).toContain("no right for <e-mail or lake>");
    expect(report).toContain("`forced-deletion`: **otherwise**");
  });

  it("shows what came back as text that nothing ends or hides", async () => {
    const destroy = (): Promise<string[]> => Promise.reject(new Error("````\n# As believed\u001b[8m"));
    const report = reportOf(await run({ destroy }), {});
    expect(report).toContain("````\n\n```\n# As believed\\u001b[8m\n\n````");
  });

  it("names what is left", async () => {
    const results = await run({ leftovers: async () => ["a group"] });
    const result = results.find(({ stage }) => stage === "nothing left");
    expect(result).toMatchObject({ outcome: "otherwise", said: "left: a group" });
  });
});
