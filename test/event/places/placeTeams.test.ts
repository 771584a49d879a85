import fc from "fast-check";
import type { Placement } from "../../../event/file/model";
import type { Amounts, PlacementQuestion, StandingTeam } from "../../../event/places/model";
import { isSame, placeTeams } from "../../../event/places/placeTeams";

const ONE = "11111111-1111-4111-8111-111111111111";
const TWO = "22222222-2222-4222-8222-222222222222";
const quantities = ["cores", "standardDDSv5Family", "StandardCores", "PublicIPAddresses"];

const place = (subscription: string, regions: readonly string[], most?: number) => ({
  subscription,
  regions,
  reservedVcpus: 0,
  most,
});
const room = (subscription: string, region: string, cores: number, used = 0, reserved = 0) => ({
  subscription,
  region,
  limits: { cores: { limit: cores, used, reserved } },
});
const teams = (names: string, cores = 4) => names.split(" ").map((name) => ({ name, needs: { cores } }));
const nobody: ReadonlyMap<string, StandingTeam> = new Map();
const placedIn = (question: PlacementQuestion): Record<string, string> =>
  Object.fromEntries(
    [...placeTeams(question).placed].map(([name, { subscription, region }]) => [
      name,
      `${subscription[0]} ${region}`,
    ]),
  );

describe("the placement of teams", () => {
  it("fills the regions of the first place before the next place, each as far as its limits go", () => {
    const question = {
      places: [place(ONE, ["westeurope", "northeurope"]), place(TWO, ["westeurope"])],
      rooms: [room(ONE, "westeurope", 10), room(ONE, "northeurope", 16, 8, 4), room(TWO, "westeurope", 100)],
      teams: teams("a b c d"),
      standing: nobody,
    };
    expect(placedIn(question)).toEqual({
      a: "1 westeurope",
      b: "1 westeurope",
      c: "1 northeurope",
      d: "2 westeurope",
    });
  });

  it("puts no more than `most` teams into a place, those that stand counted", () => {
    const question = {
      places: [place(ONE, ["westeurope", "northeurope"], 2), place(TWO, ["westeurope"])],
      rooms: [],
      teams: teams("a b c"),
      standing: new Map([["b", { placement: { subscription: ONE, region: "northeurope" }, pending: {} }]]),
    };
    const rooms = [room(ONE, "westeurope", 99), room(ONE, "northeurope", 99), room(TWO, "westeurope", 99)];
    expect(placedIn({ ...question, rooms })).toEqual({
      b: "1 northeurope",
      a: "1 westeurope",
      c: "2 westeurope",
    });
  });

  it("names those that do not fit, and for each limit the number that lets them in", () => {
    const question = {
      places: [place(ONE, ["westeurope"])],
      rooms: [room(ONE, "westeurope", 10, 2, 1)],
      teams: teams("a b c"),
      standing: nobody,
    };
    const { unplaced, requests } = placeTeams(question);
    expect(unplaced).toEqual(["b", "c"]);
    expect(requests).toEqual([
      { subscription: ONE, region: "westeurope", quantity: "cores", limit: 10, needed: 15 },
    ]);
  });

  it("asks for no quota where `most` is what keeps teams out", () => {
    const question = {
      places: [place(ONE, ["westeurope"], 1)],
      rooms: [room(ONE, "westeurope", 99)],
      teams: teams("a b"),
      standing: nobody,
    };
    expect(placeTeams(question)).toMatchObject({ unplaced: ["b"], requests: [] });
  });

  it("counts what standing teams have yet to take, and takes them in first", () => {
    const placement = { subscription: ONE, region: "westeurope" };
    const question = {
      places: [place(ONE, ["westeurope"])],
      rooms: [room(ONE, "westeurope", 8)],
      teams: teams("a b"),
      standing: new Map([["b", { placement, pending: { cores: 8 } }]]),
    };
    const answer = placeTeams(question);
    expect(answer.placed.get("b")).toEqual(placement);
    expect(answer).toMatchObject({
      unplaced: ["a"],
      requests: [{ quantity: "cores", limit: 8, needed: 12 }],
    });
  });

  it("leaves a standing team where it is, though the file no longer has the place", () => {
    const placement = { subscription: TWO, region: "uksouth" };
    const question = {
      places: [place(ONE, ["westeurope"])],
      rooms: [room(ONE, "westeurope", 4)],
      teams: teams("a"),
      standing: new Map([["a", { placement, pending: { cores: 4 } }]]),
    };
    expect(placeTeams(question).placed.get("a")).toEqual(placement);
  });
});

const amounts = fc.dictionary(fc.constantFrom(...quantities), fc.integer({ min: 0, max: 9 }));
const limits = fc.dictionary(
  fc.constantFrom(...quantities),
  fc.record({
    limit: fc.integer({ min: 0, max: 60 }),
    used: fc.integer({ min: 0, max: 20 }),
    reserved: fc.integer({ min: 0, max: 8 }),
  }),
);
const regionNames = ["westeurope", "northeurope", "swedencentral"];
const everyRegion = [ONE, TWO].flatMap((subscription) =>
  regionNames.map((region) => ({ subscription, region })),
);

const questions: fc.Arbitrary<PlacementQuestion> = fc
  .record({
    regions: fc.uniqueArray(fc.constantFrom(...everyRegion), { minLength: 1, maxLength: 6 }),
    most: fc.array(fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }), {
      minLength: 6,
      maxLength: 6,
    }),
    limits: fc.array(limits, { minLength: 6, maxLength: 6 }),
    needs: fc.array(amounts, { maxLength: 20 }),
    standing: fc.array(
      fc.option(fc.record({ placement: fc.constantFrom(...everyRegion), pending: amounts }), {
        nil: undefined,
      }),
      { minLength: 20, maxLength: 20 },
    ),
  })
  .map(({ regions, most, limits: given, needs, standing }) => ({
    places: regions.map(({ subscription, region }, index) => place(subscription, [region], most[index])),
    rooms: regions.map((placement, index) => ({ ...placement, limits: given[index] ?? {} })),
    teams: needs.map((each, index) => ({ name: `team-${index}`, needs: each })),
    standing: new Map(
      needs.flatMap((_, index) => {
        const stands = standing[index];
        return stands ? [[`team-${index}`, stands] as const] : [];
      }),
    ),
  }));

/** What teams placed now take of a region. */
function taken(
  { teams: all, standing }: PlacementQuestion,
  placed: ReadonlyMap<string, Placement>,
  where: Placement,
) {
  const sum: Record<string, number> = {};
  const add = (needs: Amounts): void => {
    for (const [quantity, amount] of Object.entries(needs)) sum[quantity] = (sum[quantity] ?? 0) + amount;
  };
  for (const { name, needs } of all) {
    const placement = placed.get(name);
    if (placement && isSame(placement, where)) add(standing.get(name)?.pending ?? needs);
  }
  return sum;
}

describe("whatever is asked of the placement", () => {
  it("no standing team moves, and every other is placed in a region of the file or named as unplaced", () => {
    fc.assert(
      fc.property(questions, (question) => {
        const { placed, unplaced } = placeTeams(question);
        for (const [name, { placement }] of question.standing) expect(placed.get(name)).toEqual(placement);
        const others = question.teams.map(({ name }) => name).filter((name) => !question.standing.has(name));
        expect(others.filter((name) => placed.has(name) === unplaced.includes(name))).toEqual([]);
        for (const name of others) {
          const placement = placed.get(name);
          if (placement) expect(question.rooms.some((each) => isSame(each, placement))).toBe(true);
        }
      }),
    );
  });

  it("no new team exceeds a limit or a place's `most`", () => {
    fc.assert(
      fc.property(questions, (question) => {
        const { placed } = placeTeams(question);
        const newcomers = question.teams.filter(
          ({ name }) => !question.standing.has(name) && placed.has(name),
        );
        for (const { limits: given, ...where } of question.rooms) {
          const came = newcomers.filter(({ name }) => isSame(placed.get(name) ?? where, where));
          const sums = taken(question, placed, where);
          for (const [quantity, { limit, used, reserved }] of Object.entries(given)) {
            if (!came.some(({ needs }) => (needs[quantity] ?? 0) > 0)) continue;
            expect(used + reserved + (sums[quantity] ?? 0)).toBeLessThanOrEqual(limit);
          }
          const { most = Infinity } =
            question.places.find(({ regions: [region], subscription }) =>
              isSame({ subscription, region: region ?? "" }, where),
            ) ?? {};
          const all = [...placed.values()].filter((placement) => isSame(placement, where)).length;
          if (came.length > 0) expect(all).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  it("the same question has the same answer", () => {
    fc.assert(
      fc.property(questions, (question) => {
        expect(placeTeams(structuredClone(question))).toEqual(placeTeams(question));
      }),
    );
  });

  it("whoever gets what is asked for can place every team", () => {
    fc.assert(
      fc.property(questions, (question) => {
        const { requests } = placeTeams(question);
        if (requests.length === 0) return;
        const rooms = question.rooms.map((each) => {
          const raised = Object.entries(each.limits).map(([quantity, limit]) => {
            const request = requests.find((one) => isSame(one, each) && one.quantity === quantity);
            return [quantity, { ...limit, limit: request?.needed ?? limit.limit }];
          });
          return { ...each, limits: Object.fromEntries(raised) as typeof each.limits };
        });
        expect(placeTeams({ ...question, rooms }).unplaced).toEqual([]);
      }),
    );
  });
});
