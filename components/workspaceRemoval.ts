import * as pulumi from "@pulumi/pulumi";
import type { ResourceManagementClient } from "@azure/arm-resources";
import type { TokenCredential } from "@azure/identity";

/*
 * Everything but the class at the end is serialised into the stack's state and runs from there, in a process
 * of its own: it may use nothing of this module but functions, and loads packages where it needs them. That
 * is also why they are loaded by `require`, which the serialised text resolves against the project's folder.
 */
declare const require: NodeJS.Require;

/** What is removed. */
export interface RemovalTarget {
  /** ARM id of the Databricks workspace. */
  readonly workspaceId: string;
  /** ARM id of the resource group that Azure Databricks made for it. */
  readonly managedResourceGroupId: string;
}

/** What is removed, and what whoever depends on the removal wants to know of it. */
type Removable = RemovalTarget & { readonly workspaceUrl: string };

/** Where and how long. */
export interface RemovalOptions {
  readonly client: ResourceManagementClient;
  /** How long the group may take to go once the workspace is gone, in milliseconds. */
  readonly patience: number;
  /** First wait between two looks; each is twice as long as the last, up to 30 s. In milliseconds. */
  readonly pause: number;
}

/**
 * Deletes a Databricks workspace together with Unity Catalog's default data, and proves that its managed
 * resource group is gone. Removing what is not there succeeds.
 *
 * Azure keeps that group where Unity Catalog was used, unless the deletion is forced, which azure-native
 * cannot ask for (Workspaces - Delete, `forceDeletion`). A group of the same name that something else manages, or
 * nothing, is not this workspace's and is left alone.
 *
 * @throws Error that says what is left and what to do, where Azure refuses or takes too long.
 */
export async function removeWorkspace(target: RemovalTarget, options: RemovalOptions): Promise<void> {
  const { resourceGroups, resources } = options.client;
  const statusOf = (error: unknown): number | undefined =>
    (error as { statusCode?: number } | undefined)?.statusCode;
  const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const deadline = Date.now() + options.patience;
  const group = target.managedResourceGroupId.split("/").pop() ?? "";
  const pauses = (function* () {
    for (let pause = options.pause; ; pause = Math.min(2 * pause, 30_000)) yield pause;
  })();

  const fail = (what: string, error?: unknown): Error =>
    new Error(
      `${what}${error ? `: ${(error as Error).message}` : ""}. Left are ${target.workspaceId} and, maybe, the ` +
        `resource group ${group}; run \`pulumi destroy\` again, or delete them in the Azure portal.`,
    );

  for (;;) {
    try {
      await resources.beginDeleteByIdAndWait(target.workspaceId, "2026-01-01");
      break;
    } catch (error) {
      if (statusOf(error) === 404) break;
      if (statusOf(error) === 403) throw fail("Azure does not let this identity delete the workspace", error);
      // Conflict: another operation of the workspace, such as a cluster's end, is not over yet.
      if (statusOf(error) !== 409) throw fail("Azure did not delete the workspace", error);
      if (Date.now() > deadline) throw fail("The workspace stays busy and cannot be deleted", error);
      await sleep(pauses.next().value);
    }
  }

  for (let asked = false; ;) {
    const found = await resourceGroups.get(group).catch((error: unknown) => {
      if (statusOf(error) === 404) return undefined;
      throw fail("Azure does not tell whose the managed resource group is", error);
    });
    if (found === undefined) return;
    if (!isManagedBy(target.workspaceId, group, found.managedBy)) return;
    if (Date.now() > deadline)
      throw fail(`The workspace is gone, its managed resource group ${group} is not`);
    if (!asked) {
      asked = true;
      // A workspace deleted elsewhere, without force, leaves its group; while Azure itself is still removing
      // the group, or has not lifted its lock yet, this is refused, and looking again is all there is to do.
      await resourceGroups.beginDelete(group).catch((error: unknown) => {
        if (![403, 404, 409].includes(statusOf(error) ?? 0)) {
          throw fail("Azure did not delete the group", error);
        }
      });
    }
    await sleep(pauses.next().value);
  }
}

/** @returns whether the group is the workspace's; says so where it is not. */
function isManagedBy(workspaceId: string, group: string, manager = "nobody"): boolean {
  if (manager.toLowerCase() === workspaceId.toLowerCase()) return true;
  console.warn(
    `The resource group ${group} is left alone: it is managed by ${manager}, not by the workspace.`,
  );
  return false;
}

/**
 * A client of Azure Resource Manager, signed in as Databricks' provider is (`signInOf`): with `ARM_CLIENT_ID`,
 * `ARM_CLIENT_SECRET` and `ARM_TENANT_ID`, with the machine's managed identity (`ARM_USE_MSI`), else as the Azure CLI.
 *
 * `AZURE_RESOURCE_MANAGER_ENDPOINT` names another endpoint; one on this machine's loopback interface may be
 * plain HTTP, and is sent no token.
 */
export function connect(subscriptionId: string, environment: NodeJS.ProcessEnv): ResourceManagementClient {
  const arm = require("@azure/arm-resources") as typeof import("@azure/arm-resources");
  const identity = require("@azure/identity") as typeof import("@azure/identity");
  const {
    ARM_CLIENT_ID: clientId = "",
    ARM_CLIENT_SECRET: secret,
    ARM_TENANT_ID: tenantId = "",
    ARM_USE_MSI: useManagedIdentity,
    AZURE_RESOURCE_MANAGER_ENDPOINT: endpoint = "https://management.azure.com",
  } = environment;
  const credential = ((): TokenCredential => {
    if (clientId && secret) return new identity.ClientSecretCredential(tenantId, clientId, secret);
    if (useManagedIdentity === "true")
      return clientId
        ? new identity.ManagedIdentityCredential(clientId)
        : new identity.ManagedIdentityCredential();
    return new identity.AzureCliCredential(tenantId ? { tenantId } : {});
  })();
  const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(endpoint).hostname);
  const client = new arm.ResourceManagementClient(credential, subscriptionId, {
    endpoint,
    $host: endpoint,
    allowInsecureConnection: loopback,
  });
  if (loopback) client.pipeline.removePolicy({ name: "bearerTokenAuthenticationPolicy" });
  client.pipeline.addPolicy({
    name: "forceDeletion",
    sendRequest: (request, next) => {
      const url = new URL(request.url);
      if (request.method === "DELETE" && /\/Microsoft\.Databricks\/workspaces\/[^/]+$/i.test(url.pathname)) {
        url.searchParams.set("forceDeletion", "true");
        request.url = url.href;
      }
      return next(request);
    },
  });
  return client;
}

/** What the state keeps: the target, beside the code that removes it. */
type RemovalState = Removable & { readonly __provider?: string };

/** The dynamic provider; making it makes nothing, deleting it deletes the workspace. */
export const removalProvider: pulumi.dynamic.ResourceProvider<Removable, Removable> = {
  create: async (target) => ({ id: target.workspaceId, outs: target }),
  // New code replaces the old in the state; only another workspace is another removal. A workspace keeps its
  // address, which in a preview counts as unknown as soon as anything of the workspace changes.
  diff: async (_id, old: RemovalState, target: RemovalState) => {
    const replaces = (["workspaceId", "managedResourceGroupId"] as const).filter(
      (property) => old[property] !== target[property],
    );
    return { changes: replaces.length > 0 || old.__provider !== target.__provider, replaces };
  },
  update: async (_id, _old, target) => ({ outs: target }),
  delete: async (_id, target) => {
    const subscriptionId = target.workspaceId.split("/")[2] ?? "";
    const client = connect(subscriptionId, process.env);
    await removeWorkspace(target, { client, patience: 15 * 60_000, pause: 2000 });
  },
};

/** Arguments of {@link WorkspaceRemoval}. */
export interface WorkspaceRemovalArgs {
  readonly workspaceId: pulumi.Input<string>;
  readonly managedResourceGroupId: pulumi.Input<string>;
  /** Without `https://`. */
  readonly workspaceUrl: pulumi.Input<string>;
}

/**
 * The complete removal of a Databricks workspace: does nothing when made, and when deleted deletes the
 * workspace by force and proves that its managed resource group is gone ({@link removeWorkspace}).
 *
 * What lives in the workspace must take its id from here, so that it is deleted first.
 */
export class WorkspaceRemoval extends pulumi.dynamic.Resource {
  /** ARM id of the workspace, once its removal is certain. */
  declare readonly workspaceId: pulumi.Output<string>;
  /** The workspace's address, known in previews too. */
  declare readonly workspaceUrl: pulumi.Output<string>;

  constructor(name: string, args: WorkspaceRemovalArgs, opts?: pulumi.CustomResourceOptions) {
    super(removalProvider, name, { ...args }, opts);
  }
}
