import fc from "fast-check";
import { resourcesOfDeployment } from "../../cli/policy/checkedResources";
import { deploymentOf, previews, resourcesOfPreview } from "../../cli/policy/preview";
import { violationsIn } from "../../policy/core/check";
import { secretValue, unknownValue, type CheckedResource } from "../../policy/core/resource";
import type { PolicyLimits } from "../../policy/core/rule";
import * as types from "../../policy/core/types";
import { rules } from "../../policy/rules";
import { defaultLimits } from "../../policy/settings";
import { hardened, mutations, type Mutation } from "./mutations";

const limits: PolicyLimits = {
  ...defaultLimits,
  regions: ["westeurope", "northeurope"],
  nodeTypes: ["Standard_D4ds_v5"],
};
/** All that the program can declare, made to need no waiver. */
let stack: readonly CheckedResource[];

beforeAll(async () => {
  const everything = previews.at(-1);
  if (!everything) throw new Error("there are no previews");
  stack = (await resourcesOfPreview(everything)).map((resource) => ({
    ...resource,
    properties: { ...resource.properties, ...hardened[resource.name] },
  }));
}, 120_000);

/** Rule and resource of each violation. */
function broken(resources: readonly CheckedResource[]): (readonly [string, string])[] {
  return violationsIn(resources, rules, limits).map(({ rule, resource }) => [rule.id, resource.name]);
}

function mutated({ resource, change = (same) => same, add, remove }: Mutation): readonly CheckedResource[] {
  const changed = stack
    .filter(({ name }) => name !== remove)
    .map((each) => (each.name === resource ? { ...each, properties: change({ ...each.properties }) } : each));
  if (add === undefined) return changed;
  return [...changed, { urn: resource, type: add, name: resource, properties: change({}) }];
}

/** One resource with this value in it. */
const holding = (value: unknown, type = "random:index:Thing"): CheckedResource[] => [
  { urn: "u", type, name: "thing", properties: { nested: [{ value }], contentBase64: value } },
];

describe("a rule of the pack", () => {
  it("holds of a stack that keeps it", () => {
    expect(broken(stack)).toEqual([]);
  });

  it.each(mutations.map((mutation, index) => ({ name: `${mutation.rule} (${index})`, mutation })))(
    "$name fires where it is broken, and no other does",
    ({ mutation }) => {
      expect(broken(mutated(mutation))).toEqual([[mutation.rule, mutation.resource]]);
    },
  );

  it("has a mutation, or an own test, a unique id, and says everything that it must", () => {
    const ids = rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(30);
    const tried = new Set([...mutations.map(({ rule }) => rule), "no-key-in-plain"]);
    expect([...tried].sort()).toEqual([...ids].sort());
    for (const { title, reason, wayOut, sameAs } of rules) {
      for (const text of [title, reason, wayOut]) expect(text).toMatch(/^[A-Z`].*\.$/s);
      for (const id of sameAs) expect(id).toMatch(/^(CKV2?_AZURE_\d+|AZR-\d{6})$/);
    }
    const sameAs = rules.flatMap((rule) => rule.sameAs);
    expect(new Set(sameAs).size).toBe(sameAs.length);
  });

  it("takes a region for one however a service writes it", () => {
    const written = stack.map((each) =>
      each.type === types.NAMESPACE
        ? { ...each, properties: { ...each.properties, location: "West Europe" } }
        : each,
    );
    expect(broken(written)).toEqual([]);
  });

  it("judges nothing that is secret or not known yet", () => {
    const hidden = (value: symbol) =>
      stack.map((each) => ({
        ...each,
        properties: Object.fromEntries(Object.keys(each.properties).map((key) => [key, value])),
      }));
    expect(broken(hidden(unknownValue))).toEqual([]);
    expect(broken(hidden(secretValue))).toEqual([]);
  });
});

describe("the rule against keys in plain", () => {
  const hubKey = `${"Ab1+".repeat(10)}abc=`;
  const accountKey = `${"Ab1/".repeat(21)}ab==`;

  it.each([
    ["a connection string", `Endpoint=sb://a/;SharedAccessKeyName=send;SharedAccessKey=${hubKey}`],
    ["a connection string", `AccountName=a;AccountKey=${accountKey}`],
    ["a key of Event Hubs", hubKey],
    ["a storage account's key", `--key '${accountKey}'`],
    ["a shared access signature", `https://a.blob.core.windows.net/c?sv=1&sig=${"Ab1".repeat(12)}%3D`],
    ["a Databricks token", `Bearer dapi${"0a1b".repeat(8)}`],
    ["a signed token", `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${"Ab_-".repeat(5)}`],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nabc"],
  ])("finds %s: %s", (kind, value) => {
    const { length } = violationsIn(holding(value), rules, limits);
    expect(length).toBe(2);
    expect(violationsIn(holding(value), rules, limits)[0]?.found).toBe(`nested[0].value looks like ${kind}`);
    expect(broken(holding(secretValue))).toEqual([]);
  });

  it.each([
    "/subscriptions/0a1b2c3d-0000-4000-8000-00000000000f/resourceGroups/clickstream-red-abc123",
    "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "0123456789abcdef0123456789abcdef",
    "abfss://clicks@red000abc123.dfs.core.windows.net/catalog",
    "SharedAccessKey=KEY",
  ])("finds none in %s", (value) => {
    expect(broken(holding(value))).toEqual([]);
  });

  it("finds any key of Event Hubs or of a storage account, wherever it stands in a text", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(32, 64).chain((length) => fc.uint8Array({ minLength: length, maxLength: length })),
        fc.constantFrom("", "key: ", "'", '{"key":"', "key=", "key:", "?key="),
        fc.constantFrom("", " ", "'", '"', ";", "&", "\n", ","),
        (bytes, before, after) => {
          const text = `${before}${Buffer.from(bytes).toString("base64")}${after}`;
          expect(broken(holding(text))).toEqual([
            ["no-key-in-plain", "thing"],
            ["no-key-in-plain", "thing"],
          ]);
        },
      ),
    );
  });

  it("looks into a notebook's text, and takes its encoding for no key", () => {
    const encoded = (text: string) => Buffer.from(text).toString("base64");
    const notebook = (text: string): CheckedResource[] => [
      { urn: "u", type: types.NOTEBOOK, name: "notebook", properties: { contentBase64: encoded(text) } },
    ];
    expect(broken(notebook(`${"x".repeat(31)}`))).toEqual([]);
    expect(broken(notebook(`key = "${hubKey}"`))).toEqual([["no-key-in-plain", "notebook"]]);
  });

  it("looks into the files of a container's secret volume, which a stack's state shows", () => {
    const group = (text: string): CheckedResource[] => {
      const secret = { "settings.json": Buffer.from(text).toString("base64") };
      const properties = { volumes: [{ name: "files", secret }] };
      return [{ urn: "u", type: types.CONTAINER_GROUP, name: "group", properties }];
    };
    const inVolume = (text: string) => broken(group(text)).filter(([rule]) => rule === "no-key-in-plain");
    // 32 bytes, whose encoding looks like a key.
    expect(inVolume("x".repeat(32))).toEqual([]);
    expect(inVolume(`{"key":"${hubKey}"}`)).toEqual([["no-key-in-plain", "group"]]);
  });

  it("finds each key of the program's own where it is no secret", async () => {
    const [plain] = previews.filter(
      ({ settings }) => settings["lakeAccess"] === "accountKey" && settings["throughStep"] === 6,
    );
    if (!plain) throw new Error("there is no such preview");
    const deployment = await deploymentOf(plain);
    const shown = {
      ...deployment,
      secretOutputs: [],
      resources: deployment.resources.map((resource) => ({ ...resource, secretInputs: [] })),
    };
    const found = broken(resourcesOfDeployment(shown, "contoso")).filter(
      ([rule]) => rule === "no-key-in-plain",
    );
    expect([...new Set(found.map(([, name]) => name))].sort()).toEqual([
      "clickstream-generator-group",
      "clickstream-job-event-hub-listen",
      "clickstream-job-lake-account-key",
      "contoso",
    ]);
    const kept = broken(resourcesOfDeployment(deployment, "contoso"));
    expect(kept.filter(([rule]) => rule === "no-key-in-plain")).toEqual([]);
  });
});
