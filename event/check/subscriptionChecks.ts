import type { Step } from "../../program/steps";
import type { Answer, ArmObject, ArmReader } from "./armReader";
import { about, shortId, type Finding } from "./finding";

/** Of everything that is asked of one subscription here; azure-rest-api-specs, resources and authorization. */
const versions = { subscriptions: "2022-12-01", resources: "2021-04-01", authorization: "2022-04-01" };

/** Resource providers, and from which step on a team needs each (pulumi/pulumi-azure-native#3479). */
const providers: readonly (readonly [string, Step])[] = [
  ["Microsoft.EventHub", 1],
  ["Microsoft.Storage", 3],
  ["Microsoft.Databricks", 4],
  ["Microsoft.ManagedIdentity", 4],
  ["Microsoft.Compute", 4],
  ["Microsoft.Network", 4],
  ["Microsoft.ContainerInstance", 5],
];

/** What a team's program does to Azure, and from which step on. */
const actions: readonly (readonly [string, Step])[] = [
  ["Microsoft.Resources/subscriptions/resourceGroups/write", 1],
  ["Microsoft.EventHub/namespaces/write", 1],
  ["Microsoft.Storage/storageAccounts/write", 3],
  ["Microsoft.Databricks/workspaces/write", 4],
  ["Microsoft.ContainerInstance/containerGroups/write", 5],
];
const ASSIGN = "Microsoft.Authorization/roleAssignments/write";

/** What the teams of an event want of each subscription. */
export interface SubscriptionDemand {
  readonly step: Step;
  /** Whether a team's access to its lake, or its members, want a role. */
  readonly assignsRoles: boolean;
  /** Whether to register resource providers that are not. */
  readonly fix: boolean;
}

/** Asks whether a subscription is there and enabled: where it is not, nothing else of it is worth asking. */
export async function askSubscription(reader: ArmReader, subscription: string): Promise<Finding> {
  return judgeSubscription(
    subscription,
    await reader.get(`/subscriptions/${subscription}`, versions.subscriptions),
  );
}

/** Asks what the caller may do in a subscription, and for its resource providers. */
export async function checkRights(
  reader: ArmReader,
  subscription: string,
  { step, assignsRoles, fix }: SubscriptionDemand,
): Promise<Finding[]> {
  const wanted = providers.filter(([, from]) => from <= step).map(([namespace]) => namespace);
  const [permissions, states] = await Promise.all([
    reader.list(
      `/subscriptions/${subscription}/providers/Microsoft.Authorization/permissions`,
      versions.authorization,
    ),
    Promise.all(wanted.map((namespace) => registration(reader, subscription, namespace, fix))),
  ]);
  const needed = actions.filter(([, from]) => from <= step).map(([action]) => action);
  return [
    ...judgePermissions(subscription, permissions, needed, assignsRoles),
    judgeProviders(subscription, states),
  ];
}

function judgeSubscription(subscription: string, answer: Answer<ArmObject>): Finding {
  const say = about("subscription", shortId(subscription));
  if ("unknown" in answer) {
    if (answer.signIn)
      return say.fail(`cannot sign in: ${answer.unknown}`, "Sign in as `signIn` of the event's file says.");
    return answer.status === 403 || answer.status === 404
      ? say.fail(answer.unknown, `Check the id ${subscription}, and that you are signed in to its tenant.`)
      : say.unknown(answer.unknown);
  }
  const { state, tenantId, displayName } = answer.value;
  if (typeof state !== "string") return say.unknown("the answer has no state");
  const who = `${String(displayName ?? "")}, tenant ${String(tenantId ?? "unknown")}`;
  if (state === "Enabled") return say.ok(`enabled: ${who}`);
  const remedy =
    "Have it enabled: learn.microsoft.com/azure/cost-management-billing/manage/subscription-disabled.";
  // Warned and PastDue still take everything, for now (`SubscriptionState` in subscriptions.json).
  const verdict = state === "Warned" || state === "PastDue" ? say.warn : say.fail;
  return verdict(`is ${state}: ${who}`, remedy);
}

/** An action's pattern of a role's definition: `*` stands for anything. */
function matches(pattern: unknown, action: string): boolean {
  if (typeof pattern !== "string") return false;
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(action);
}

/** Whether one of the permissions allows an action; each takes its own exceptions away (`Permission` in @azure/arm-authorization). */
function allows(permissions: readonly ArmObject[], action: string): ArmObject | undefined {
  const some = (patterns: unknown): boolean =>
    Array.isArray(patterns) && patterns.some((pattern) => matches(pattern, action));
  return permissions.find((each) => some(each["actions"]) && !some(each["notActions"]));
}

function judgePermissions(
  subscription: string,
  answer: Answer<readonly ArmObject[]>,
  needed: readonly string[],
  assignsRoles: boolean,
): Finding[] {
  const create = about("may create", shortId(subscription));
  const assign = about("may assign roles", shortId(subscription));
  if ("unknown" in answer || answer.value.length === 0) {
    const why =
      "unknown" in answer ? answer.unknown : "Azure listed no permission, not even one to read this";
    return [create.unknown(why), ...(assignsRoles ? [assign.unknown(why)] : [])];
  }
  const lacking = needed.filter((action) => allows(answer.value, action) === undefined);
  const found = [
    lacking.length === 0
      ? create.ok("everything that a team has")
      : create.fail(`may not ${lacking.join(", ")}`, "Ask for Contributor of the subscription."),
  ];
  if (!assignsRoles) return found;
  const allowed = allows(answer.value, ASSIGN);
  if (allowed === undefined) {
    return [
      ...found,
      assign.fail(
        `may not ${ASSIGN}`,
        "Ask for Owner or User Access Administrator of the subscription, or set lakeAccess to accountKey and give no members.",
      ),
    ];
  }
  return [
    ...found,
    allowed["condition"]
      ? assign.warn(
          "only under a condition, which may leave out the roles that teams want",
          `Have the condition allow Storage Blob Data Contributor and Contributor: ${String(allowed["condition"])}`,
        )
      : assign.ok("roles of the lake and of members"),
  ];
}

interface Registration {
  readonly namespace: string;
  readonly state: Answer<string>;
}

async function registration(
  reader: ArmReader,
  subscription: string,
  namespace: string,
  fix: boolean,
): Promise<Registration> {
  const path = `/subscriptions/${subscription}/providers/${namespace}`;
  const found = await reader.get(path, versions.resources);
  const isOff =
    "value" in found && ["NotRegistered", "Unregistered"].includes(String(found.value["registrationState"]));
  const answer = fix && isOff ? await reader.post(`${path}/register`, versions.resources) : found;
  if ("unknown" in answer) return { namespace, state: answer };
  return { namespace, state: { value: String(answer.value["registrationState"] ?? "not told") } };
}

function judgeProviders(subscription: string, states: readonly Registration[]): Finding {
  const say = about("resource providers", shortId(subscription));
  const off: string[] = [];
  const soon: string[] = [];
  const untold: string[] = [];
  for (const { namespace, state } of states) {
    if ("unknown" in state) untold.push(`${namespace}: ${state.unknown}`);
    else if (state.value === "Registering") soon.push(namespace);
    else if (state.value !== "Registered") off.push(`${namespace} (${state.value})`);
  }
  if (off.length > 0) {
    return say.fail(
      `not registered: ${off.join(", ")}`,
      "Run `npm run event -- check --fix`, which registers them.",
    );
  }
  if (untold.length > 0) return say.unknown(untold.join("; "));
  return soon.length > 0
    ? say.warn(`being registered: ${soon.join(", ")}`, "Wait some minutes and check again.")
    : say.ok(`${states.length} registered`);
}
