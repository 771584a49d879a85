import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { editState } from "./editState";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

let team: TeamStack;

/** Other settings, how the refusal calls the change, and how to keep what the stack has. */
interface Move {
  readonly to: Readonly<Record<string, string>>;
  readonly what: string;
  readonly back: string;
}
const teamRefusal: Move = {
  to: { team: "fabrikam" },
  what: 'team from "contoso" to "fabrikam"',
  back: "`pulumi config set team contoso`",
};
const locationRefusal: Move = {
  to: { location: "northeurope" },
  what: 'location from "westeurope" to "northeurope"',
  back: "`pulumi config set location westeurope`",
};
const both: Move = {
  to: { ...teamRefusal.to, ...locationRefusal.to },
  what: `${teamRefusal.what} and ${locationRefusal.what}`,
  back: `${teamRefusal.back} and ${locationRefusal.back}`,
};
const made = { team: "contoso", location: undefined };

/** Sees `pulumi preview` and `pulumi up` refuse other settings in one sentence, and do nothing. */
async function refused({ to, what, back }: Move): Promise<void> {
  const before = [team.cloud.state.save(), await team.inState()];
  await team.set(to);
  for (const { error, output } of [await team.preview(), await team.up()]) {
    expect(error).toContain(
      `this stack cannot change its ${what}, and nothing was changed: destroy it first (\`pulumi destroy\`), ` +
        `make another stack beside it (\`pulumi stack init\`), or keep what it has (${back}).`,
    );
    // Besides, the stack says that its update failed; nothing else complains.
    expect(output.match(/^ {2}\S.*:$/gm)?.sort()).toEqual([
      "  clickstream:challenge:Challenge (clickstream):",
      "  pulumi:pulumi:Stack (clickstream-challenge-contoso):",
    ]);
    expect([team.cloud.state.save(), await team.inState()]).toEqual(before);
  }
}

/** The state as a program left it that kept neither setting: the challenge has no inputs. */
function forgetFixedSettings(): Promise<void> {
  return editState(team, (resources) =>
    resources.map((resource) =>
      resource.type === "clickstream:challenge:Challenge" ? { ...resource, inputs: {} } : resource,
    ),
  );
}

describe("a stack that is given another team or location", () => {
  afterEach(() => team.close());

  it(
    "refuses before anything happens, and goes on as it was once the setting is back",
    async () => {
      team = await TeamStack.open();
      await must(team.up());
      await refused(both);
      await team.set(made);
      expect((await must(team.preview())).steps).toEqual([]);
      expect((await must(team.refresh())).steps).toEqual([]);
      expect((await must(team.up())).steps).toEqual([]);
    },
    PATIENCE,
  );

  it(
    "refuses from the first step on, also where the first up failed, and can be destroyed all the same",
    async () => {
      const faults = [{ nth: 3, action: "create", when: "before" }] as const;
      team = await TeamStack.open({ settings: { plain: { throughStep: 1 } }, cloud: { faults } });
      expect((await team.up()).error).toContain("Fault on demand");
      await refused(locationRefusal);
      await must(team.destroy());
      expect(team.inCloud).toEqual([]);
      expect(await team.inState()).toEqual([]);
    },
    PATIENCE,
  );

  it(
    "refuses another team also for a stack of an earlier program, and from the next up on another location",
    async () => {
      team = await TeamStack.open({ settings: { plain: { throughStep: 4 } } });
      await must(team.up());
      await forgetFixedSettings();
      await refused(teamRefusal);
      await team.set(made);
      const { steps } = await must(team.up());
      expect(steps.map(({ op, name }) => `${op} ${name}`)).toEqual(["update clickstream"]);
      await refused(locationRefusal);
      await must(team.destroy());
      expect(team.inCloud).toEqual([]);
    },
    PATIENCE,
  );
});

describe("team and location", () => {
  it("are refused another value, as their descriptions say", async () => {
    const file = await readFile(join(__dirname, "..", "..", "Pulumi.yaml"), "utf8");
    const { config } = parse(file) as { config: Record<string, { description: string }> };
    for (const setting of ["team", "location"]) {
      expect(config[setting]?.description).toMatch(/Changing it for an existing stack is refused\.$/);
    }
  });
});
