import type { SweepItem } from "../model";
import { groupIdIn, nameIn, ownOfGroup, ownOfManagedGroup, ownOfNamespace } from "../ownNames";
import { shownIn, type SeenSubscription, type SweptStack } from "../seen";

/** What a selection of what lies beside teams' groups goes by. */
interface BesidesScope {
  /** Whose group goes, or is gone, and which it is. */
  readonly dead: ReadonlyMap<string, string>;
  /** Ids of the groups that go. */
  readonly going: ReadonlySet<string>;
  /** Stacks whose groups are gone. */
  readonly gone: readonly SweptStack[];
}

/** Container groups, budgets and role assignments of teams that go, where they lie outside the teams' groups. */
export function selectBesides(subscription: SeenSubscription, ends: BesidesScope): SweepItem[] {
  return [
    ...containerGroups(subscription, ends),
    ...budgets(subscription, ends),
    ...roles(subscription, ends),
  ];
}

/** A generator that somebody started by hand sends to the namespace of a team that goes, and to nothing else. */
function containerGroups(
  { subscription, containerGroups: listed }: SeenSubscription,
  ends: BesidesScope,
): SweepItem[] {
  return shownIn(listed).flatMap(({ id, hostNames }): SweepItem[] => {
    const [hostName, ...others] = [...new Set(hostNames)];
    const own = hostName === undefined || others.length > 0 ? undefined : ownOfNamespace(hostName);
    const why = own && ends.dead.get(own);
    if (own === undefined || why === undefined || ends.going.has(groupIdIn(id) ?? "")) return [];
    return [
      {
        kind: "containerGroup",
        id,
        list: `${subscription}/containergroups`,
        own,
        reason: `it sends clicks to ${String(hostName)}, and ${why}`,
        facts: { hostName: String(hostName) },
        along: [],
      },
    ];
  });
}

/** A budget that counts groups of teams that go and no other. */
function budgets({ subscription, budgets: listed }: SeenSubscription, ends: BesidesScope): SweepItem[] {
  return shownIn(listed).flatMap(({ id, groups }): SweepItem[] => {
    const owns = groups.map((group) => ownOfGroup(nameIn(group)) ?? ownOfManagedGroup(nameIn(group)));
    const [own] = owns;
    const isOver = owns.length > 0 && owns.every((each) => each !== undefined && ends.dead.has(each));
    if (own === undefined || !isOver || ends.going.has(groupIdIn(id) ?? "")) return [];
    return [
      {
        kind: "budget",
        id,
        list: `${subscription}/budgets`,
        own,
        reason: `it counts ${groups.map(nameIn).join(" and ")} alone, and ${ends.dead.get(own) ?? ""}`,
        facts: { groups: groups.join(" ") },
        along: [],
      },
    ];
  });
}

/** Roles of identities that go with their groups: an assignment outside stays, of nobody. */
function roles(subscription: SeenSubscription, ends: BesidesScope): SweepItem[] {
  const principals = new Map([...principalsIn(subscription, ends), ...principalsOf(ends.gone)]);
  return shownIn(subscription.roleAssignments).flatMap(({ id, scope, principal }): SweepItem[] => {
    const connector = principals.get(principal);
    const own = connector && ownOfGroup(nameIn(groupIdIn(connector) ?? ""));
    const isHere = `${scope}/`.startsWith(`/subscriptions/${subscription.subscription}/`);
    if (own === undefined || !isHere || ends.going.has(groupIdIn(scope) ?? "")) return [];
    return [
      {
        kind: "roleAssignment",
        id,
        list: `${subscription.subscription}/roleassignments`,
        own,
        reason: `it is of the identity of ${nameIn(connector ?? "")}, and ${ends.dead.get(own) ?? ""}`,
        facts: { principal, scope },
        along: [],
      },
    ];
  });
}

function principalsIn({ connectors }: SeenSubscription, { going }: BesidesScope): [string, string][] {
  return shownIn(connectors)
    .filter(({ id }) => going.has(groupIdIn(id) ?? ""))
    .map(({ id, principal }) => [principal, id]);
}

function principalsOf(stacks: readonly SweptStack[]): [string, string][] {
  return stacks.flatMap(({ deployment: { resources = [] } }) =>
    resources.flatMap(({ type, id, outputs }): [string, string][] => {
      if (type !== "azure-native:databricks:AccessConnector" || id === undefined) return [];
      const { principalId } = (outputs?.["identity"] ?? {}) as { principalId?: unknown };
      return typeof principalId === "string" ? [[principalId.toLowerCase(), id.toLowerCase()]] : [];
    }),
  );
}
