import { metastore } from "../../emulator/core/cloudState";
import { RESOURCE_GROUP } from "../../emulator/services/resourceGroups/model";
import { WORKSPACE } from "../../emulator/services/workspaces/model";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

let team: TeamStack;
let deleted: string[];
beforeEach(async () => {
  deleted = [];
  team = await TeamStack.open({
    onOperation: ({ method, name, ended }) => {
      if (method === "delete" && ended === undefined) deleted.push(name.replace(/^clickstream-/, ""));
    },
  });
  await must(team.up());
}, PATIENCE);
afterEach(() => team.close());

/** The team's group, or its workspace, deleted in the portal. */
async function deletedInPortal(type: string): Promise<void> {
  const [resource] = team.cloud.state.resources(type).filter(({ id }) => !id.endsWith("-databricks"));
  if (resource === undefined) throw new Error(`the cloud has no ${type}`);
  await team.cloud.delete(resource.type, resource.id);
}

/** What the coach's guide says where Databricks' workspace is gone before its contents. */
async function forgetWhatIsInTheWorkspace(): Promise<void> {
  const { resources = [] } = await team.state();
  const provider = resources.find(({ type }) => type === "pulumi:providers:databricks");
  await must(team.pulumi("state", "delete", provider?.urn ?? "", "--target-dependents", "--yes"));
}

describe("destroy", () => {
  it(
    "ends the job first, then what would outlive the workspace, then the workspace, then the group",
    async () => {
      await must(team.destroy());
      const place = (name: string): number => deleted.indexOf(name);
      expect(place("job-job")).toBe(Math.min(...["job-job", "catalog-schema", "generator-group"].map(place)));
      expect(place("catalog-schema")).toBeLessThan(place("catalog-catalog"));
      expect(place("catalog-catalog")).toBeLessThan(place("catalog-location"));
      expect(place("catalog-location")).toBeLessThan(place("catalog-credential"));
      expect(place("catalog-credential")).toBeLessThan(place("workspace-removal"));
      expect(place("workspace-removal")).toBeLessThan(place("workspace-workspace"));
      expect(deleted.at(-1)).toBe("suffix");
      expect(deleted).not.toContain("job-ingest.py");
    },
    PATIENCE,
  );

  it(
    "says what stopped the removal of the workspace, and goes on the next time",
    async () => {
      const refused = { code: "AuthorizationFailed", message: "The client does not have authorization." };
      team.served.arm.fail({ method: "DELETE", path: /workspaces/, status: 403, ...refused });
      const { error } = await team.destroy();
      expect(error).toContain("Azure does not let this identity delete the workspace");
      expect(error).toContain("run `pulumi destroy` again");
      await must(team.destroy());
      expect(team.inCloud).toEqual([]);
    },
    PATIENCE,
  );

  it.each([
    ["the resource group", RESOURCE_GROUP],
    ["the workspace", WORKSPACE],
  ])(
    "after somebody deleted %s by hand, leaves only what nobody can reach without a workspace",
    async (_, type) => {
      await deletedInPortal(type);
      const { error } = await team.destroy();
      expect(error).toContain("no such host");

      await forgetWhatIsInTheWorkspace();
      await must(team.destroy());
      expect(await team.inState()).toEqual([]);
      const left = team.cloud.state.resources().filter(({ home }) => home.startsWith("metastore:"));
      expect(team.inCloud).toHaveLength(left.length);
      const [name] = left.filter(({ type: each }) => each.endsWith(":Catalog")).map(({ id }) => id);
      expect(left.map(({ home }) => home)).toEqual(left.map(() => metastore("westeurope")));
      expect(left.filter(({ id }) => !id.includes(name ?? "?"))).toEqual([]);
    },
    PATIENCE,
  );
});
