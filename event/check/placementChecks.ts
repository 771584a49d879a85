import type { EventFile, Placement } from "../file/model";
import type { Amounts, PlacementAnswer, QuotaRequest, RegionRoom, StandingTeam } from "../places/model";
import { needsOf, quantities, quantityOf, type NodeSize, type TeamPlan } from "../places/needs";
import { isSame, placeTeams } from "../places/placeTeams";
import { about, type Finding } from "./finding";
import { placeName, roomOf, type RegionAnswer } from "./regionChecks";
import { standingGroups, standingTeam, type Inventory } from "./standing";

/** Where teams would be, and what was found on the way. */
export interface PlacementCheck {
  readonly answer: PlacementAnswer;
  readonly findings: readonly Finding[];
}

/** What was asked before teams can be placed. */
export interface PlacementSources {
  readonly plans: readonly TeamPlan[];
  readonly regions: readonly RegionAnswer[];
  readonly inventories: readonly Inventory[];
}

/** Places the event's teams by what the regions told. */
export function checkPlacement(event: EventFile, sources: PlacementSources): PlacementCheck {
  const { plans, regions } = sources;
  const sizes = new Map(regions.flatMap((each) => [...each.sizes]));
  const sizeOf = ({ settings }: TeamPlan): NodeSize | undefined => sizes.get(settings.nodeType.toLowerCase());
  const teams = plans.map((plan) => ({ name: plan.team.name, needs: needsOf(plan, sizeOf(plan)) }));
  const standing = standingIn(event, sources, sizeOf);
  const open = event.places.map((place) => {
    const offered = place.regions.filter(
      (region) => regions.find((each) => isSame(each, { ...place, region }))?.isOffered !== false,
    );
    return { ...place, regions: offered };
  });
  const rooms = roomsOf(event, regions);
  const answer = placeTeams({ places: open, rooms, teams, standing });
  const taken = (where: Placement): Amounts => takenIn(where, answer, teams, standing);
  const families = plans.flatMap((plan) => sizeOf(plan)?.family ?? []).map(quantityOf);
  return {
    answer,
    findings: [
      judgePlacement(answer, regions),
      ...answer.requests.map((request) => judgeRequest(request, regions)),
      ...regions.flatMap((region) => judgeQuotas(region, taken(region), families, answer.requests)),
    ],
  };
}

function standingIn(
  event: EventFile,
  { plans, inventories }: PlacementSources,
  sizeOf: (plan: TeamPlan) => NodeSize | undefined,
): ReadonlyMap<string, StandingTeam> {
  const groups = standingGroups(inventories, event);
  return new Map(
    plans.flatMap((plan) => {
      const group = groups.get(plan.team.name);
      const inventory = inventories.find(({ subscription }) => subscription === group?.subscription);
      if (group === undefined || inventory === undefined) return [];
      const size = sizeOf(plan);
      return [[plan.team.name, standingTeam(group, needsOf(plan, size), inventory, size)] as const];
    }),
  );
}

function roomsOf({ places }: EventFile, regions: readonly RegionAnswer[]): RegionRoom[] {
  return regions.map((region) => {
    const place = places.find(
      (each) => each.subscription === region.subscription && each.regions.includes(region.region),
    );
    const { subscription, region: name } = region;
    return { subscription, region: name, limits: roomOf(region, place?.reservedVcpus ?? 0) };
  });
}

function takenIn(
  where: Placement,
  { placed }: PlacementAnswer,
  teams: readonly { readonly name: string; readonly needs: Amounts }[],
  standing: ReadonlyMap<string, StandingTeam>,
): Amounts {
  const sum: Record<string, number> = {};
  for (const { name, needs } of teams) {
    const placement = placed.get(name);
    if (placement === undefined || !isSame(placement, where)) continue;
    for (const [quantity, amount] of Object.entries(standing.get(name)?.pending ?? needs)) {
      sum[quantity] = (sum[quantity] ?? 0) + amount;
    }
  }
  return sum;
}

function judgePlacement(
  { placed, unplaced, requests }: PlacementAnswer,
  regions: readonly RegionAnswer[],
): Finding {
  const say = about("placement", "");
  const counts = new Map<string, number>();
  for (const placement of placed.values()) {
    counts.set(placeName(placement), (counts.get(placeName(placement)) ?? 0) + 1);
  }
  const where = [...counts].map(([place, count]) => `${count} in ${place}`).join(", ");
  const isUntold = regions.some(
    (region) => region.silent.size > 0 && [...placed.values()].some((each) => isSame(each, region)),
  );
  if (unplaced.length === 0 && isUntold)
    return say.unknown(`${where}, if the quotas that were not told allow it`);
  if (unplaced.length === 0) return say.ok(where);
  const remedy =
    requests.length > 0
      ? "Have these quotas raised, or add a place."
      : "Raise `most` of a place, add a place, or choose a nodeType that a region offers.";
  return say.fail(`no room for ${unplaced.join(", ")}${where === "" ? "" : `; ${where}`}`, remedy);
}

function judgeRequest(request: QuotaRequest, regions: readonly RegionAnswer[]): Finding {
  const { quantity, limit, needed } = request;
  const told = regions.find((each) => isSame(each, request))?.limits.get(quantity);
  const say = about(`quota of ${told?.shown ?? quantity}`, placeName(request));
  const fraud =
    limit === 0 ? " A limit of 0 is Azure's protection against fraud: it takes a support request." : "";
  return say.fail(
    `${limit}, and ${needed} are needed, what is in use and reserved included`,
    `Ask for ${needed} (portal, Quotas).${fraud}`,
  );
}

/** What can be said of the quotas that teams take, in the order of quantities. */
function judgeQuotas(
  region: RegionAnswer,
  taken: Amounts,
  families: readonly string[],
  requests: readonly QuotaRequest[],
): Finding[] {
  const place = placeName(region);
  const groups = [
    { check: "vCPUs", provider: "Microsoft.Compute", names: [quantities.regionalVcpus] },
    ...[...new Set(families)].map((family) => ({
      check: "vCPUs of the VM family",
      provider: "Microsoft.Compute",
      names: [family],
    })),
    { check: "container cores", provider: "Microsoft.ContainerInstance", names: [quantities.containerCores] },
    {
      check: "container groups",
      provider: "Microsoft.ContainerInstance",
      names: [quantities.containerGroups],
    },
    { check: "public IP addresses", provider: "Microsoft.Network", names: quantities.publicIps },
    { check: "storage accounts", provider: "Microsoft.Storage", names: [quantities.storageAccounts] },
  ];
  return groups.flatMap(({ check, provider, names }) => {
    const wanted = Math.max(...names.map((name) => taken[name] ?? 0));
    // That it told nothing is said once, of all its quotas.
    if (wanted === 0 || region.silent.has(provider)) return [];
    const say = about(check, place);
    const told = names.flatMap((name) => region.limits.get(name) ?? []);
    if (told.length === 0) return [say.unknown(`${wanted} are wanted, and the region lists no such quota`)];
    if (requests.some((request) => isSame(request, region) && names.includes(request.quantity))) return [];
    const { limit, used } = told.reduce((one, other) =>
      other.limit - other.used < one.limit - one.used ? other : one,
    );
    const text = `${wanted} wanted, ${limit - used} of ${limit} free`;
    return [
      limit - used < wanted ? say.fail(text, `Ask for ${used + wanted} (portal, Quotas).`) : say.ok(text),
    ];
  });
}
