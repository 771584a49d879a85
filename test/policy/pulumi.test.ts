import {
  unknownCheckingProxy,
  type Policies,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationArgs,
  type StackValidationPolicy,
} from "@pulumi/policy";
import { secretValue, unknownValue } from "../../policy/core/resource";
import * as types from "../../policy/core/types";
import { checked, pulumiPolicies } from "../../policy/pulumi";
import { rules } from "../../policy/rules";
import { defaultLimits } from "../../policy/settings";

/** What Pulumi's engine sends in a preview for what is not known yet (`UnknownStringValue`). */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const waiver = { rule: "event-hubs-zones", resource: "hub", reason: "so", owner: "me" };
const policies = pulumiPolicies(rules, { limits: defaultLimits, waivers: [waiver] });

/** A resource as `@pulumi/policy` hands it over. */
function handed(type: string, props: Record<string, unknown>, name = "hub") {
  return {
    urn: `urn:${name}`,
    type,
    name,
    props: unknownCheckingProxy(props) as Record<string, unknown>,
  } as ResourceValidationArgs;
}

async function reported(policy: Policies[number] | undefined, args: unknown): Promise<string[]> {
  const found: string[] = [];
  const report = (message: string, urn?: string) => void found.push(`${urn}: ${message}`);
  const ofStack = (policy as StackValidationPolicy).validateStack;
  if (ofStack) await ofStack(args as StackValidationArgs, report);
  else {
    const { validateResource } = policy as ResourceValidationPolicy;
    if (typeof validateResource !== "function") throw new Error("no single function validates a resource");
    await validateResource(args as ResourceValidationArgs, report);
  }
  return found;
}

const named = (id: string) => policies.find(({ name }) => name === id);

it("each rule is a policy of Pulumi's, with its severity, its way out and its ids elsewhere", () => {
  expect(policies.map(({ name }) => name)).toEqual(rules.map(({ id }) => id));
  expect(named("event-hubs-tls")).toMatchObject({
    description: "A namespace refuses TLS below 1.2.",
    severity: "high",
    remediationSteps: 'Set minimumTlsVersion to "1.2".',
    tags: ["CKV_AZURE_223", "AZR-000356"],
  });
  const ofStacks = policies.filter((policy) => "validateStack" in policy).map(({ name }) => name);
  expect(ofStacks).toEqual(["region-of-group", "event-hubs-used", "workspace-removal"]);
});

it("reports what is broken at its resource, and neither what is waived nor what a preview does not know", async () => {
  const namespace = handed(types.NAMESPACE, {
    minimumTlsVersion: "1.0",
    zoneRedundant: false,
    sku: { capacity: UNKNOWN },
  });
  expect(await reported(named("event-hubs-tls"), namespace)).toEqual([
    expect.stringMatching(/^urn:hub: event-hubs-tls .*: hub: minimumTlsVersion is "1.0"\. /),
  ]);
  expect(await reported(named("event-hubs-zones"), namespace)).toEqual([]);
  expect(await reported(named("event-hubs-units"), namespace)).toEqual([]);
  expect(await reported(named("event-hubs-zones"), handed(types.NAMESPACE, {}, "other"))).toHaveLength(1);
  expect(await reported(named("event-hubs-tls"), handed(types.STORAGE_ACCOUNT, {}))).toEqual([]);
});

it("sees a whole stack by its outputs", async () => {
  const workspace = handed(types.DATABRICKS_WORKSPACE, { managedResourceGroupId: "/a/b" }, "workspace");
  const removal = (group: string) =>
    handed(types.DYNAMIC_RESOURCE, { managedResourceGroupId: group }, "removal");
  const check = (...resources: unknown[]) => reported(named("workspace-removal"), { resources });
  expect(await check(workspace, removal("/a/b"))).toEqual([]);
  expect(await check(workspace, removal(UNKNOWN))).toEqual([]);
  expect(await check(workspace, removal("/a/c"))).toHaveLength(1);
  expect(await check(workspace)).toHaveLength(1);
  const namespace = handed(types.NAMESPACE, { name: "clicks" });
  const hubs = (...resources: unknown[]) => reported(named("event-hubs-used"), { resources });
  expect(await hubs(namespace, handed(types.HUB, { name: "test" }))).toEqual([]);
});

it("takes for secret what its place says is one: Pulumi unwraps them", () => {
  const variables = [
    { name: "sasKeyValue", secureValue: "key" },
    { name: "hostName", value: "clicks" },
    { name: "late", value: UNKNOWN },
  ];
  const group = handed(types.CONTAINER_GROUP, {
    containers: [{ environmentVariables: variables }],
    imageRegistryCredentials: [{ username: "reader", password: "secret" }],
    location: UNKNOWN,
  });
  expect(checked(group).properties).toEqual({
    containers: [
      {
        environmentVariables: [
          { name: "sasKeyValue", secureValue: secretValue },
          { name: "hostName", value: "clicks" },
          { name: "late", value: unknownValue },
        ],
      },
    ],
    imageRegistryCredentials: [{ username: "reader", password: secretValue }],
    location: unknownValue,
  });
  expect(checked(handed(types.SECRET, { key: "listen", stringValue: "key" })).properties).toEqual({
    key: "listen",
    stringValue: secretValue,
  });
  expect(checked(handed("pulumi:providers:databricks", { token: "key" })).properties).toEqual({
    token: secretValue,
  });
});
