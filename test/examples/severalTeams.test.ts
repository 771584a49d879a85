import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSimulatedCloud } from "../../emulator";
import { runProgram, type ConfigValue } from "../../emulator/inProcess";
import program from "../../examples/severalTeams";
import { record } from "../program/recording";

const repository = join(__dirname, "..", "..");
const OPERATORS = "0a1b2c3d-0000-4000-8000-000000000003";
const settings = { owner: "coach@contoso.com", expires: "2099-12-31", operators: OPERATORS };

jest.setTimeout(120_000);

/** Deploys it to simulated clouds, with the stack's settings as `pulumi config` has them. */
async function deploy(
  teams: readonly string[],
  more: Readonly<Record<string, ConfigValue>> = {},
  run = program,
) {
  const cloud = createSimulatedCloud();
  const config = { ...settings, teams: JSON.stringify(teams), ...more };
  const deployment = await runProgram({ program: run, cloud, config, project: "contoso", stack: "march" });
  return { cloud, deployment };
}

it("gives each team a challenge of its own and the operators the right to look, and leaves nothing", async () => {
  const { cloud, deployment } = await deploy(["red", "blue"]);
  expect(Object.keys(deployment.outputs).sort()).toEqual(["blue", "red"]);
  // Those that workspaces have of their own carry no tags.
  const groups = cloud.state
    .resources("azure-native:resources:ResourceGroup")
    .filter(({ inputs }) => inputs["tags"] !== undefined);
  const teams = groups.map(({ inputs }) => (inputs["tags"] as Record<string, string>)["team"]);
  expect(teams.sort()).toEqual(["blue", "red"]);
  const readers = cloud.state
    .resources("azure-native:authorization:RoleAssignment")
    .filter(({ inputs }) => inputs["principalId"] === OPERATORS);
  expect(readers.map(({ inputs }) => inputs["scope"]).sort()).toEqual(groups.map(({ id }) => id).sort());
  expect(cloud.state.resources("databricks:index/job:Job")).toHaveLength(2);
  await deployment.destroy();
  expect(cloud.state.resources()).toEqual([]);
});

it("takes the other settings from the stack, for all teams", async () => {
  const { cloud, deployment } = await deploy(["red", "blue"], { throughStep: "1", partitions: "8" });
  const hubs = cloud.state.resources("azure-native:eventhub:EventHub");
  expect(hubs.map(({ inputs }) => inputs["partitionCount"])).toEqual([8, 8]);
  await deployment.destroy();
});

it("refuses a wrong setting before anything is created, with how to set it here", async () => {
  const config = { ...settings, teams: JSON.stringify(["red", "08"]) };
  await expect(record(program, { config })).rejects.toThrow(
    /team: "08"; allowed: [\s\S]*\nSet each with `pulumi config set KEY VALUE`; the teams' names are in `teams`\.$/,
  );
});

it("needs nothing of the repository but the folders that docs/component.md names", async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "component-")));
  try {
    for (const name of ["components", "program", "queries", "clients", "generator", "notebooks"])
      cpSync(join(repository, name), join(folder, name), { recursive: true });
    cpSync(join(repository, "examples"), join(folder, "infrastructure"), { recursive: true });
    symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
    const copied = jest.requireActual<typeof program>(join(folder, "infrastructure", "severalTeams"));
    const { cloud, deployment } = await deploy(["red"], { generator: "builtin" }, copied);
    expect(cloud.state.resources("databricks:index/job:Job")).toHaveLength(1);
    await deployment.destroy();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
