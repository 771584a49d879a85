import type { Context } from "hono";
import { AZURE, type CloudResource } from "../core/cloudState";
import { texts } from "../core/properties";
import { OWNER } from "../services/databricks";
import { WORKSPACE } from "../services/workspaces/model";
import type { SimulatedCloud } from "../simulatedCloud";
import { ApiError } from "./endpoint";

/** Hidden property of a workspace: who has entered it. */
const USERS = "users";

/**
 * Where a workspace sends who signs in, from which Databricks' SDK takes the tenant (config/azure.go in
 * databricks-sdk-go). A workspace that is not ready yet answers without an address.
 */
export async function tenantRedirect(context: Context, cloud: SimulatedCloud): Promise<Response> {
  const host = `https://${context.req.header("host") ?? ""}`;
  const asked = cloud.configured("databricks", { host });
  if (!hasHost(cloud, host)) return noSuchHost();
  const ready = await asked.call("databricks:index/getCurrentUser:getCurrentUser", {}).then(
    () => true,
    () => false,
  );
  if (!ready) return new Response(null, { status: 200 });
  const tenant = "00000000-0000-4000-8000-000000000002";
  return context.redirect(
    `https://login.microsoftonline.com/${tenant}/oauth2/authorize?response_type=code`,
    302,
  );
}

function hasHost(cloud: SimulatedCloud, host: string): boolean {
  return cloud.state
    .resources(WORKSPACE)
    .some(({ outputs }) => `https://${String(outputs["workspaceUrl"])}` === host);
}

/** Says that no workspace has the name; whoever stands between takes it for an answer of a name server. */
export function noSuchHost(): Response {
  return new Response(null, { status: 421 });
}

/**
 * Who is not a user of the workspace yet enters with their right on the Azure resource: the request names it, and has a
 * token for Azure's management beside its own (learn.microsoft.com/azure/databricks/dev-tools/auth/azure-sp).
 *
 * @throws ApiError in the words of databricks/terraform-provider-databricks#3095.
 */
export function enter({ req }: Context, cloud: SimulatedCloud, workspace: CloudResource): void {
  const { userName } = cloud.world.identity;
  const users = texts(workspace.hidden, USERS);
  const known = users.includes(userName) || ownsSomething(cloud, workspace);
  const named = req.header("x-databricks-azure-workspace-resource-id")?.toLowerCase();
  const management = req.header("x-databricks-azure-sp-management-token");
  const welcome = known || (named === workspace.id.toLowerCase() && management !== undefined);
  if (!welcome || req.header("authorization") === undefined) {
    const number = String(workspace.outputs["workspaceId"]);
    throw new ApiError(403, "PERMISSION_DENIED", `Unauthorized access to workspace: ${number}`);
  }
  const current = cloud.state.find(AZURE, WORKSPACE, workspace.id);
  if (current !== undefined && !users.includes(userName)) {
    cloud.state.put({ ...current, hidden: { ...current.hidden, [USERS]: [...users, userName] } });
  }
}

/** Who has made something in a workspace has been let in before: teams' engines come another way than through this API. */
function ownsSomething({ state, world }: SimulatedCloud, { id }: CloudResource): boolean {
  return state
    .resources()
    .some(({ home, hidden }) => home === id && hidden[OWNER] === world.identity.userName);
}
