import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { must, PATIENCE, TeamStack, withEngine, type ExportedDeployment } from "./stack";

withEngine();

type Resource = NonNullable<ExportedDeployment["resources"]>[number] & {
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
};

/** Changes one resource's inputs in the stack's state, as `pulumi stack export` and `import` let one do. */
async function editInputs(
  team: TeamStack,
  type: string,
  edit: (inputs: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  const file = join(team.folder, "export.json");
  await must(team.pulumi("stack", "export", "--file", file));
  const state = JSON.parse(await readFile(file, "utf8")) as { deployment: { resources: Resource[] } };
  const resources = state.deployment.resources.map((resource) =>
    resource.type === type ? { ...resource, inputs: edit(resource.inputs ?? {}) } : resource,
  );
  await writeFile(file, JSON.stringify({ ...state, deployment: { ...state.deployment, resources } }));
  await must(team.pulumi("stack", "import", "--file", file));
}

describe("a stack whose catalog was asked for at the location's own address", () => {
  it(
    "which ends with a slash, keeps its catalog: the service wrote the root with one slash",
    async () => {
      const team = await TeamStack.open();
      try {
        await must(team.up());
        await editInputs(team, "databricks:index/catalog:Catalog", (inputs) => {
          const root = String(inputs["storageRoot"]);
          expect(root).toMatch(/^abfss:\/\/clicks@\w+\.dfs\.core\.windows\.net\/catalog$/);
          return { ...inputs, storageRoot: root.replace("/catalog", "//catalog") };
        });
        expect((await must(team.preview())).steps).toEqual([]);
        expect((await must(team.up())).steps).toEqual([]);
        await must(team.destroy());
        expect(team.inCloud).toEqual([]);
      } finally {
        await team.close();
      }
    },
    PATIENCE,
  );
});
