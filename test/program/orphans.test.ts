import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deletionOf, orphanAdvice, orphans } from "../../program/orphans";

const inputs = {
  name: "red",
  catalogName: "clickstream_red",
  schemaName: "clickstream",
  parentPath: "/Shared/clickstream",
  displayName: "Clicks of red",
};

/** What the next create meets, and what is said then; in the words of the services. */
const advices: readonly [type: string, error: string, command: string][] = [
  ["StorageCredential", "Storage Credential 'red' already exists", "storage-credentials delete red --force"],
  ["ExternalLocation", "External Location 'red' already exists", "external-locations delete red --force"],
  ["Catalog", "Catalog 'red' already exists", "catalogs delete red --force"],
  ["Catalog", "cannot remove new catalog default schema: no", "catalogs delete red --force"],
  ["Schema", "Schema 'clickstream_red.red' already exists", "schemas delete clickstream_red.red --force"],
  ["Volume", "Volume 'a.b.c' already exists", "volumes delete clickstream_red.clickstream.red"],
  ["SecretScope", "Scope red already exists!", "secrets delete-scope red"],
  ["SqlEndpoint", "SQL warehouse with name `red` already exists", "warehouses delete ID"],
  [
    "Dashboard",
    "Node named '/a.lvdash.json' already exists",
    'workspace delete "/Shared/clickstream/Clicks of red.lvdash.json"',
  ],
  ["Job", "whatever it is", "jobs delete ID"],
];

function token(type: string): string {
  return `databricks:index/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`;
}

describe("what a create left without the stack's knowledge", () => {
  it.each(advices)("of the type %s, met as %j, is deleted by %j", (type, error, command) => {
    expect(orphanAdvice(token(type), inputs, error)).toContain(`\`databricks ${command}\``);
  });

  it.each(orphans.filter(({ meets }) => meets !== undefined))(
    "is no matter where the create of a $called fails otherwise",
    ({ type }) => {
      expect(orphanAdvice(type, inputs, "User does not have USE CATALOG on Catalog 'red'.")).toBeUndefined();
    },
  );

  it("is never a notebook, which is written over", () => {
    expect(orphanAdvice(token("Notebook"), inputs, "already exists")).toBeUndefined();
  });

  it("has its row in the coach's guide", () => {
    const guide = readFileSync(join(__dirname, "..", "..", "docs", "coach-guide.md"), "utf8");
    const placeholders = {
      ...inputs,
      name: "NAME",
      catalogName: "CATALOG",
      schemaName: "SCHEMA",
      displayName: "TITLE",
    };
    for (const orphan of orphans) {
      expect(guide).toContain(`| ${orphan.called} | ${orphan.shown} | ${deletionOf(orphan, placeholders)} |`);
    }
  });
});
