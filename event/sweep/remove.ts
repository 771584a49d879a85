import type { ResourceManagementClient } from "@azure/arm-resources";
import { removeWorkspace } from "../../components/workspaceRemoval";
import { deletionVersions } from "./azureLists";
import { UNITY_CATALOG } from "./metastoreLists";
import type { SweepItem, SweepKind } from "./model";
import { nameIn, subscriptionIn } from "./ownNames";
import type { AllSeen, SeenWorkspace } from "./seen";
import { WorkspaceApi, ApiRefusal, type CallWorkspace } from "./workspaceApi";

/** What removes items. */
export interface RemovalTools {
  readonly connect: (subscription: string) => ResourceManagementClient;
  readonly callWorkspace: CallWorkspace;
  readonly removeStack: (team: string) => Promise<void>;
  /** What was seen last: through which workspace a metastore is reached. */
  readonly seen: () => AllSeen;
  /** First wait between two looks whether a workspace's group is gone, in milliseconds. */
  readonly pauseMs: number;
}

/** Longest that a workspace's group may take to go, in milliseconds. */
const PATIENCE_MS = 15 * 60_000;

type Remove = (item: SweepItem, tools: RemovalTools) => Promise<void>;

const removals: Readonly<Record<SweepKind, Remove>> = {
  catalog: securable("catalog"),
  externalLocation: securable("external_location"),
  storageCredential: securable("storage_credential"),
  warehouse: async ({ id }, { seen, callWorkspace }) => {
    const found = seen().warehouses.find(({ workspace }) => id.startsWith(`${workspace.id}/`));
    const api = new WorkspaceApi(required(found?.workspace, id), callWorkspace);
    await gone(api.ask({ method: "DELETE", path: `/api/2.0/sql/warehouses/${nameIn(id)}` }));
  },
  containerGroup: byId("containerGroup"),
  budget: byId("budget"),
  roleAssignment: byId("roleAssignment"),
  managedGroup: group,
  stack: ({ id }, { removeStack }) => removeStack(nameIn(id)),
  workspace: ({ id, facts }, { connect, pauseMs }) =>
    removeWorkspace(
      { workspaceId: id, managedResourceGroupId: facts["managedGroup"] ?? "" },
      { client: connect(subscriptionIn(id)), patience: PATIENCE_MS, pause: pauseMs },
    ),
  group,
};

/** Removes an item. @throws Error with why it could not be removed. */
export async function removeItem(item: SweepItem, tools: RemovalTools): Promise<void> {
  await removals[item.kind](item, tools);
}

async function group({ id }: SweepItem, { connect }: RemovalTools): Promise<void> {
  await gone(connect(subscriptionIn(id)).resourceGroups.beginDeleteAndWait(nameIn(id)));
}

function byId(kind: keyof typeof deletionVersions): Remove {
  return async ({ id }, { connect }) => {
    await gone(connect(subscriptionIn(id)).resources.beginDeleteByIdAndWait(id, deletionVersions[kind]));
  };
}

/**
 * Deletes an object of Unity Catalog. One that is isolated can only be deleted from a workspace that it is bound to, and
 * who may manage it may bind it from any (databricks/terraform-provider-databricks#5300).
 */
function securable(type: "catalog" | "external_location" | "storage_credential"): Remove {
  return async ({ id }, { seen, callWorkspace }) => {
    const [region = "", path = "", name = ""] = id.split("/");
    const metastore = seen().metastores.find((each) => each.region === region);
    const api = new WorkspaceApi(required(metastore?.through, id), callWorkspace);
    const deletion = { method: "DELETE", path: `${UNITY_CATALOG}/${path}/${name}?force=true` } as const;
    try {
      await gone(api.ask(deletion));
    } catch (error) {
      if (!(error instanceof ApiRefusal) || !/not accessible in current workspace/.test(error.message))
        throw error;
      await api.ask({
        method: "PATCH",
        path: `${UNITY_CATALOG}/bindings/${type}/${name}`,
        body: bindingTo(api),
      });
      await gone(api.ask(deletion));
    }
  };
}

/** `UpdateWorkspaceBindingsParameters` in databricks-sdk-go, service/catalog/model.go. */
function bindingTo({ workspace }: WorkspaceApi): unknown {
  return {
    add: [{ workspace_id: Number(workspace.number), binding_type: "BINDING_TYPE_READ_WRITE" }],
  };
}

function required(workspace: SeenWorkspace | undefined, id: string): SeenWorkspace {
  if (workspace === undefined) throw new Error(`no workspace lets one reach ${id}`);
  return workspace;
}

/** What somebody else has removed in the meantime is removed. */
async function gone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    const { status, statusCode } = error as { status?: number; statusCode?: number };
    if ((status ?? statusCode) !== 404) throw error;
  }
}
