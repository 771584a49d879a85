import { sample } from "../long";
import { editState } from "./editState";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

/**
 * Each type of Azure, the first step that has it, its resource's name, and what of it the first update changes: it takes
 * out the defaults that an import finds, and says again what Azure keeps to itself.
 */
const imports: readonly [type: string, throughStep: number, name: string, changes: readonly string[]][] = [
  ["resources:ResourceGroup", 1, "group", []],
  ["eventhub:Namespace", 1, "stream-namespace", ["disableLocalAuth", "zoneRedundant"]],
  ["eventhub:EventHub", 1, "stream-hub", ["messageRetentionInDays", "status"]],
  ["eventhub:EventHubAuthorizationRule", 2, "stream-send", []],
  ["storage:StorageAccount", 3, "lake-account", ["encryption", "networkRuleSet"]],
  ["storage:BlobContainer", 3, "lake-container", ["defaultEncryptionScope", "denyEncryptionScopeOverride"]],
  [
    "databricks:Workspace",
    4,
    "workspace-workspace",
    ["authorizations", "defaultCatalog", "parameters", "requiredNsgRules"],
  ],
  ["databricks:AccessConnector", 4, "catalog-connector", []],
  ["authorization:RoleAssignment", 4, "catalog-role", []],
  [
    "containerinstance:ContainerGroup",
    5,
    "generator-group",
    ["containers[0].environmentVariables[2].secureValue"],
  ],
];

let team: TeamStack;
afterEach(() => team.close());

/**
 * Puts a resource into the state as `pulumi import` does (`ImportStep` in pulumi's pkg/resource/deploy/step.go): with what
 * the provider reads of its id. The command itself wants a language plugin, which a compiled engine has not.
 */
async function importResource(type: string, name: string, id: string): Promise<void> {
  const found = await team.cloud.read(type, id);
  if (found === undefined) throw new Error(`${id} does not exist`);
  const { inputs = {}, outputs } = found;
  await editState(team, (resources) => {
    const component = name.includes("-") ? `clickstream-${name.split("-")[0] ?? ""}` : "clickstream";
    const parent = resources.find(({ urn }) => urn.endsWith(`::${component}`))?.urn ?? "";
    const provider = resources.find(({ type: each }) => each === "pulumi:providers:azure-native");
    const [stack = "", project = "", types = ""] = parent.split("::").slice(0, 3);
    const urn = `${stack}::${project}::${types}$${type}::clickstream-${name}`;
    const reference = `${provider?.urn ?? ""}::${String(provider?.id)}`;
    return [...resources, { urn, type, id, custom: true, parent, provider: reference, inputs, outputs }];
  });
}

describe("a resource of Azure that exists without the stack's knowledge", () => {
  it.each(sample(imports, 1))(
    "%s, is imported, and from the next update on nothing differs",
    async (kind, throughStep, name, changes) => {
      const type = `azure-native:${kind}`;
      team = await TeamStack.open({
        settings: { plain: { throughStep } },
        cloud: { faults: [{ nth: 1, type, action: "create", when: "after", how: "cutOff" }] },
      });
      expect((await team.up()).error).toContain("connection reset by peer");
      expect((await team.up()).error).toMatch(/already existing resource|RoleAssignmentExists/);

      const ids = team.cloud.state.resources(type).map(({ id }) => id);
      const [id = ""] = ids.filter((each) => !each.includes("-databricks"));
      await importResource(type, name, id);
      const { steps } = await must(team.up());
      const touched = steps.filter((step) => step.name === `clickstream-${name}`);
      expect(touched.map(({ op }) => op).filter((op) => op !== "update")).toEqual([]);
      expect(touched.flatMap(({ diffs }) => diffs)).toEqual(changes);
      expect((await must(team.up({ refresh: true }))).steps).toEqual([]);
      expect((await must(team.refresh())).steps).toEqual([]);
      await must(team.destroy());
      expect(team.inCloud).toEqual([]);
    },
    PATIENCE,
  );
});
