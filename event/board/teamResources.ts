import { namesFor, SUFFIX_LENGTH } from "../../program/names";
import type { EventFile, Placement } from "../file/model";
import { standingGroups, teamGroupOf } from "../check/standing";
import type { BoardSources, Told } from "./sources";

/** Where what the board asks about a team is: the names follow from its resource group's. */
export interface TeamResources extends Placement {
  /** ARM ids. */
  readonly namespace: string;
  readonly containerGroup: string;
  readonly job: string;
  /** Host of its workspace; undefined before there is one. */
  readonly workspaceUrl: string | undefined;
}

const GROUPS = "2021-04-01";
const WORKSPACES = "2024-05-01";

/** @returns what a subscription has of the event's teams, by team: two lists, however many teams there are. */
export async function teamResources(
  sources: Pick<BoardSources, "arm">,
  subscription: string,
  event: EventFile,
): Promise<Told<ReadonlyMap<string, TeamResources>>> {
  const arm = sources.arm(subscription);
  const root = `/subscriptions/${subscription}`;
  const [listed, workspaces] = await Promise.all([
    arm.list(`${root}/resourcegroups`, GROUPS),
    arm.list(`${root}/providers/Microsoft.Databricks/workspaces`, WORKSPACES),
  ]);
  if ("unknown" in listed) return listed;
  const groups = listed.value.flatMap((each) => teamGroupOf(each, subscription, event));
  // Without the list nobody knows of a workspace; the hub's traffic can be told all the same.
  const urls = new Map(("value" in workspaces ? workspaces.value : []).flatMap(urlOf));
  const found = [...standingGroups([{ groups }], event).values()].map((group) => {
    const names = namesFor(group.team, group.name.slice(-SUFFIX_LENGTH));
    const within = `${root}/resourceGroups/${group.name}/providers`;
    const workspace = `${within}/Microsoft.Databricks/workspaces/${names.workspace}`;
    const resources = {
      subscription,
      region: group.region,
      namespace: `${within}/Microsoft.EventHub/namespaces/${names.namespace}`,
      containerGroup: `${within}/Microsoft.ContainerInstance/containerGroups/${names.containerGroup}`,
      job: names.job,
      workspaceUrl: urls.get(workspace.toLowerCase()),
    };
    return [group.team, resources] as const;
  });
  return { value: new Map(found) };
}

function urlOf({ id, properties }: Readonly<Record<string, unknown>>): [string, string][] {
  const { workspaceUrl } = (properties ?? {}) as { readonly workspaceUrl?: unknown };
  return typeof id === "string" && typeof workspaceUrl === "string" ? [[id.toLowerCase(), workspaceUrl]] : [];
}
