import { accept, reportOf, type AcceptanceStack } from "../../../cli/acceptance/run";
import { beliefs, stages } from "../../../program/beliefs";

/** A stack whose commands do as they are told. */
function stack(changes: Partial<AcceptanceStack> = {}): AcceptanceStack & { readonly asked: string[] } {
  const asked: string[] = [];
  let settings = "";
  let applied = "";
  return {
    asked,
    set: async (values) => {
      settings += JSON.stringify(values);
    },
    up: async () => {
      asked.push("up");
      const changed = settings === applied ? 0 : 1;
      applied = settings;
      return changed;
    },
    refresh: async () => 0,
    destroy: async () => {
      asked.push("destroy");
      return 1;
    },
    signInAsSecond: async () => true,
    leftovers: async () => [],
    ...changes,
  };
}

const outcomes = async (changes: Partial<AcceptanceStack>) =>
  Object.fromEntries(
    (await accept(stack(changes), () => undefined)).map(({ stage, outcome }) => [stage, outcome]),
  );

describe("an acceptance run", () => {
  it("looks at every belief, each in a stage that there is", async () => {
    const results = await accept(stack(), () => undefined);
    expect(results.map(({ stage, outcome }) => [stage, outcome])).toEqual(
      stages.map((stage) => [stage, "as believed"]),
    );
    const report = reportOf(results, { databricks: "1.110.0" });
    for (const { id } of beliefs) expect(report).toContain(`\`${id}\`: **as believed**`);
    expect(new Set(beliefs.map(({ id }) => id)).size).toBe(beliefs.length);
  });

  it("goes on to destroy after a failure, and says what was not looked at", async () => {
    const refresh = async (): Promise<number> => 3;
    expect(await outcomes({ refresh })).toEqual({
      steps: "as believed",
      "second up": "as believed",
      refresh: "otherwise",
      "change of the running job": "not looked at",
      "second identity": "not looked at",
      destroy: "as believed",
      "nothing left": "as believed",
    });
  });

  it("says of what nobody could look at that it was not looked at", async () => {
    expect((await outcomes({ signInAsSecond: async () => false }))["second identity"]).toBe("not looked at");
  });

  it("reports what failed in the words that came back, redacted", async () => {
    const destroy = (): Promise<number> => Promise.reject(new Error("no right for jane@contoso.com"));
    const report = reportOf(await accept(stack({ destroy }), () => undefined), {});
    expect(report).toContain("no right for <e-mail or lake>");
    expect(report).toContain("`forced-deletion`: **otherwise**");
  });

  it("names what is left", async () => {
    const results = await accept(stack({ leftovers: async () => ["a group"] }), () => undefined);
    expect(results.at(-1)).toMatchObject({ outcome: "otherwise", said: "left: a group" });
  });
});
