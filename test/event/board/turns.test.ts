import fc from "fast-check";
import { nextTurns, type Turn } from "../../../event/board/turns";

describe("whose turn it is", () => {
  it("is who is due, the longest first, and every second one somebody for whom it is urgent", () => {
    const turns: Turn[] = [
      { team: "a", due: 1, urgent: false },
      { team: "b", due: 2, urgent: false },
      { team: "c", due: 9, urgent: true },
      { team: "d", due: 8, urgent: true },
      { team: "later", due: 11, urgent: true },
    ];
    expect(nextTurns(turns, 10, 3)).toEqual(["d", "a", "c"]);
    expect(nextTurns(turns, 10, 9)).toEqual(["d", "a", "c", "b"]);
  });

  it("comes to everybody, whoever is urgent", () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 2, max: 9 }),
        (urgent, most) => {
          const due = urgent.map(() => 0);
          const seen = new Set<string>();
          for (let now = 1; now <= urgent.length + 1; now++) {
            const turns = urgent.map((each, index) => ({
              team: String(index),
              due: due[index] ?? 0,
              urgent: each,
            }));
            for (const team of nextTurns(turns, now, most)) {
              seen.add(team);
              due[Number(team)] = now;
            }
          }
          expect(seen.size).toBe(urgent.length);
        },
      ),
    );
  });
});
