import type { Fault } from "../../emulator";
import { sample } from "../long";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

/** Operations of a whole `up` and of a whole `destroy` that reach the cloud; the first test keeps them true. */
const operations = { create: 29, delete: 11 } as const;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const whens = ["before", "after"] as const;

async function nothingIsLeft(team: TeamStack): Promise<void> {
  expect(team.inCloud).toEqual([]);
  expect(await team.inState()).toEqual([]);
}

describe("an operation that fails", () => {
  it(
    "can be any of these",
    async () => {
      const seen = { create: 0, delete: 0 };
      const team = await TeamStack.open({
        onOperation: ({ method, type, ended }) => {
          const counted = (method === "create" || method === "delete") && ended !== undefined;
          if (counted && !type.startsWith("pulumi-nodejs:")) seen[method] += 1;
        },
      });
      try {
        await must(team.up());
        await must(team.destroy());
        expect(seen).toEqual(operations);
      } finally {
        await team.close();
      }
    },
    PATIENCE,
  );

  const creates = numbers(operations.create).flatMap((nth) => whens.map((when) => ({ nth, when })));
  it.each(sample(creates, 2))(
    "while creating: number $nth, $when its effect: the next up completes it, and destroy leaves nothing",
    async ({ nth, when }) => {
      const faults: Fault[] = [{ nth, action: "create", when }];
      const team = await TeamStack.open({ cloud: { faults } });
      try {
        expect((await team.up()).error).toMatch(/Fault on demand: create of \S+ (before|after) its effect/);
        const next = await team.up();
        if (next.error !== undefined) {
          expect(next.output).toContain("run `pulumi refresh`, then `pulumi up` again");
          await must(team.refresh());
          await must(team.up());
        }
        expect((await must(team.up())).steps).toEqual([]);
        await must(team.destroy());
        await nothingIsLeft(team);
      } finally {
        await team.close();
      }
    },
    PATIENCE,
  );

  const deletes = numbers(operations.delete).flatMap((nth) => whens.map((when) => ({ nth, when })));
  it.each(sample(deletes, 1))(
    "while deleting: number $nth, $when its effect: the next destroy completes it",
    async ({ nth, when }) => {
      const team = await TeamStack.open({ cloud: { faults: [{ nth, action: "delete", when }] } });
      try {
        await must(team.up());
        expect((await team.destroy()).error).toMatch(
          /Fault on demand: delete of \S+ (before|after) its effect/,
        );
        await must(team.destroy());
        await nothingIsLeft(team);
      } finally {
        await team.close();
      }
    },
    PATIENCE,
  );

  it.each(sample(numbers(operations.create), 1))(
    "while creating: number %i, cut off after its effect, so that nobody knows: what exists is deleted by hand",
    async (nth) => {
      const faults: Fault[] = [{ nth, action: "create", when: "after", how: "cutOff" }];
      const team = await TeamStack.open({ cloud: { faults } });
      try {
        expect((await team.up()).error).toContain("connection reset by peer");
        await team.upDespiteLeftovers();
        await must(team.destroy());
        await nothingIsLeft(team);
      } finally {
        await team.close();
      }
    },
    PATIENCE,
  );
});
