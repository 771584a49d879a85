import type { Place, Placement } from "../file/model";
import type { Amounts, PlacementAnswer, PlacementQuestion, QuotaRequest, RegionRoom } from "./model";

/** One region while teams are placed. */
interface Region {
  readonly room: RegionRoom;
  readonly place: Place | undefined;
  /** What is left of each limit; it may be below 0 where standing teams take more than there is. */
  readonly left: Map<string, number>;
}

/**
 * Places teams: one that stands stays where it is, each other goes to the first region, in the order of the file, that
 * has room for all that it needs. The same question has the same answer.
 */
export function placeTeams(question: PlacementQuestion): PlacementAnswer {
  const { placed, unplaced } = fill(question);
  return { placed, unplaced, requests: unplaced.length === 0 ? [] : requestsFor(question, unplaced) };
}

function fill(question: PlacementQuestion): Pick<PlacementAnswer, "placed" | "unplaced"> {
  const regions = regionsOf(question);
  const placed = new Map<string, Placement>();
  const counts = new Map<Place, number>();
  const settle = (name: string, region: Region, needs: Amounts): void => {
    for (const [quantity, amount] of Object.entries(needs)) {
      const left = region.left.get(quantity);
      if (left !== undefined) region.left.set(quantity, left - amount);
    }
    if (region.place) counts.set(region.place, (counts.get(region.place) ?? 0) + 1);
    placed.set(name, { subscription: region.room.subscription, region: region.room.region });
  };
  for (const [name, { placement, pending }] of question.standing) {
    const region = regions.find(({ room }) => isSame(room, placement));
    if (region) settle(name, region, pending);
    else placed.set(name, placement);
  }
  const unplaced: string[] = [];
  for (const { name, needs } of question.teams) {
    if (question.standing.has(name)) continue;
    const region = regions.find((each) => isOpen(each, counts) && lacking(each, needs).length === 0);
    if (region) settle(name, region, needs);
    else unplaced.push(name);
  }
  return { placed, unplaced };
}

function regionsOf({ places, rooms }: PlacementQuestion): Region[] {
  return places.flatMap((place) =>
    place.regions.flatMap((region) => {
      const room = rooms.find((each) => isSame(each, { subscription: place.subscription, region }));
      if (room === undefined) return [];
      const left = Object.entries(room.limits).map(([quantity, { limit, used, reserved }]) => {
        return [quantity, limit - used - reserved] as const;
      });
      return [{ room, place, left: new Map(left) }];
    }),
  );
}

export function isSame(one: Placement, other: Placement): boolean {
  return one.subscription === other.subscription && one.region === other.region;
}

function isOpen({ place }: Region, counts: ReadonlyMap<Place, number>): boolean {
  return place?.most === undefined || (counts.get(place) ?? 0) < place.most;
}

/** @returns the quantities of which there is less left than needed. */
function lacking({ left }: Region, needs: Amounts): string[] {
  return Object.entries(needs).flatMap(([quantity, amount]) => {
    const rest = left.get(quantity);
    return amount > 0 && rest !== undefined && rest < amount ? [quantity] : [];
  });
}

/**
 * @returns what to raise in the first region whose place may take all that are left over. With more room there, teams
 *   that were placed elsewhere may come, so the question is asked again until nobody is left.
 */
function requestsFor(question: PlacementQuestion, unplaced: readonly string[]): QuotaRequest[] {
  const needsOf = new Map(question.teams.map(({ name, needs }) => [name, needs]));
  for (const target of regionsOf(question)) {
    let asked = question;
    let left = unplaced;
    while (left.length > 0) {
      const more = left.reduce<Amounts>((sum, name) => added(sum, needsOf.get(name) ?? {}), {});
      const raised = {
        ...asked,
        rooms: asked.rooms.map((room) => (isSame(room, target.room) ? raise(room, more) : room)),
      };
      const next = fill(raised).unplaced;
      // More room does not help where `most` keeps teams out.
      if (next.length >= left.length) break;
      [asked, left] = [raised, next];
    }
    if (left.length === 0) return excesses(question, target.room, fill(asked).placed);
  }
  return [];
}

/** @returns each limit of a region that is below what these teams take of it. */
function excesses(
  { teams, standing }: PlacementQuestion,
  room: RegionRoom,
  placed: ReadonlyMap<string, Placement>,
): QuotaRequest[] {
  const there = (name: string): boolean => {
    const placement = placed.get(name);
    return placement !== undefined && isSame(room, placement);
  };
  const taken = [
    ...[...standing].flatMap(([name, { pending }]) => (there(name) ? [pending] : [])),
    ...teams.flatMap(({ name, needs }) => (there(name) && !standing.has(name) ? [needs] : [])),
  ].reduce<Amounts>(added, {});
  return Object.entries(room.limits).flatMap(([quantity, { limit, used, reserved }]) => {
    const needed = used + reserved + (taken[quantity] ?? 0);
    const { subscription, region } = room;
    return needed > limit ? [{ subscription, region, quantity, limit, needed }] : [];
  });
}

function added(one: Amounts, other: Amounts): Amounts {
  const sum: Record<string, number> = { ...one };
  for (const [quantity, amount] of Object.entries(other)) sum[quantity] = (sum[quantity] ?? 0) + amount;
  return sum;
}

function raise(room: RegionRoom, more: Amounts): RegionRoom {
  const limits = Object.entries(room.limits).map(([quantity, limit]) => {
    return [quantity, { ...limit, limit: limit.limit + (more[quantity] ?? 0) }];
  });
  return { ...room, limits: Object.fromEntries(limits) as RegionRoom["limits"] };
}
