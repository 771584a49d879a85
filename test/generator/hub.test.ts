import fc from "fast-check";
import { Hub } from "../../generator/hub";
import { nameOfCode, RefusedError } from "../../generator/kafka/errorCodes";
import { sample, testSeed } from "../long";
import { FakeHub, type Reaction } from "./fakeHub";
import { refusals } from "./refusals";

const PARTITIONS = 3;
const all = [0, 1, 2];
/** So that what hangs is given up soon. */
const patience = { answerLimitMs: 250, retryMs: 5 };

let fake: FakeHub;
let troubles: string[];
beforeAll(async () => {
  fake = await FakeHub.start(PARTITIONS);
});
beforeEach(() => {
  fake.empty(PARTITIONS);
  fake.codes.clear();
  troubles = [];
});
afterAll(() => fake.stop());

const connect = (): Promise<Hub> => Hub.connect(fake.settings, (problem) => troubles.push(problem), patience);

const events = (...names: string[]): Buffer[] => names.map((name) => Buffer.from(name));

async function sendOnce(...reactions: Reaction[]): Promise<void> {
  const hub = await connect();
  fake.reactions = reactions;
  try {
    await hub.send(events("a", "b", "c", "d"));
  } finally {
    hub.close();
  }
}

const inTheHub = (): string[][] => fake.logs.map(({ values }) => values);
const everyOne = [["a", "d"], ["b"], ["c"]];

it("a hub is spoken to in versions that Event Hubs knows", async () => {
  await sendOnce();
  expect(fake.unknown).toEqual([]);
  expect(inTheHub()).toEqual(everyOne);
});

it("what a hub takes is told with its offsets", async () => {
  const hub = await connect();
  await hub.send(events("a", "b", "c", "d"));
  expect(await hub.send(events("e", "f", "g"))).toEqual([
    { partition: 1, offset: 1, count: 1 },
    { partition: 2, offset: 1, count: 1 },
    { partition: 0, offset: 2, count: 1 },
  ]);
  hub.close();
});

it("NOT_LEADER_OR_FOLLOWER of all partitions, as from a broker that was frozen, is tried again", async () => {
  const notLeader: Reaction = { kind: "error", code: 6, partitions: all, taken: false };
  await sendOnce(notLeader, notLeader);
  expect(inTheHub()).toEqual(everyOne);
  expect(troubles).toEqual(
    Array.from({ length: 2 }, () => "The hub answers NOT_LEADER_OR_FOLLOWER (Kafka's error code 6)"),
  );
});

it("a hub that is frozen for longer than an answer is waited for takes each event once", async () => {
  await sendOnce({ kind: "freeze", forMs: 600 });
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(inTheHub()).toEqual(everyOne);
  expect(troubles).toEqual(["No connection: no answer within 0.25 s"]);
});

it("a hub that has lost a producer's numbers gets the events by a new producer", async () => {
  const hub = await connect();
  await hub.send(events("a", "b", "c"));
  fake.reactions = [{ kind: "error", code: 45, partitions: all, taken: false }];
  await hub.send(events("d", "e", "f"));
  await hub.send(events("g", "h", "i"));
  hub.close();
  expect(inTheHub()).toEqual([
    ["a", "d", "g"],
    ["b", "e", "h"],
    ["c", "f", "i"],
  ]);
});

it("events that are in the hub for so long that it forgot where are not sent again", async () => {
  await sendOnce({ kind: "error", code: 46, partitions: all, taken: true });
  expect(inTheHub()).toEqual(everyOne);
});

it.each(refusals)("%s (%i) ends it, and no event is tried again", async (name, code) => {
  const sent = sendOnce({ kind: "error", code, partitions: [1], taken: false });
  await expect(sent).rejects.toThrow(RefusedError);
  await expect(sent).rejects.toThrow(`${name} (Kafka's error code ${code})`);
  expect(inTheHub()[1]).toEqual([]);
});

it("every other code of Kafka's is tried again", async () => {
  const refused = new Set<number>(refusals.map(([, code]) => code));
  const codes = Array.from({ length: 134 }, (_, i) => i - 1).filter((code) => code !== 0 && code !== 46);
  for (const code of sample(
    codes.filter((one) => !refused.has(one)),
    40,
  )) {
    fake.empty(PARTITIONS);
    await sendOnce({ kind: "error", code, partitions: [0, 2], taken: false });
    expect({ code, log: inTheHub() }).toEqual({ code, log: everyOne });
    expect(troubles.at(-1)).toBe(`The hub answers ${nameOfCode(code)}`);
  }
});

it.each([
  ["login", 36, 58, "The hub refuses the generator: no such rule"],
  ["question for the partitions", 3, 29, "Give it a rule of the hub with the right Send."],
] as const)("a %s that is refused ends it", async (_name, key, code, message) => {
  fake.codes.set(key, [code]);
  const connecting = connect();
  await expect(connecting).rejects.toThrow(RefusedError);
  await expect(connecting).rejects.toThrow(message);
});

it("a producer's id that is refused ends it", async () => {
  fake.codes.set(22, [31]);
  await expect(sendOnce()).rejects.toThrow(RefusedError);
});

it.each([
  ["login", 36],
  ["handshake", 17],
  ["question for the partitions", 3],
  ["producer's id", 22],
])("a %s that may come right is tried again", async (_name, key) => {
  fake.codes.set(key, [-1, 14]);
  await sendOnce();
  expect(inTheHub()).toEqual(everyOne);
  expect(troubles).toEqual([
    "The hub answers UNKNOWN_SERVER_ERROR (Kafka's error code -1)",
    "The hub answers COORDINATOR_LOAD_IN_PROGRESS (Kafka's error code 14)",
  ]);
});

it.each([
  ["an answer that was not asked for", "00000008ffffffff00000000", "the broker answered what was not asked"],
  ["a message shorter than any", "00000002ffff", "what answers is no Kafka broker"],
  ["a web server", Buffer.from("HTTP/1.1 400 Bad Request").toString("hex"), "no answer within 0.25 s"],
])("%s ends the connection, and the events go by another one", async (_name, hex, problem) => {
  await sendOnce({ kind: "nonsense", data: Buffer.from(hex, "hex") });
  expect(inTheHub()).toEqual(everyOne);
  expect(troubles).toEqual([`No connection: ${problem}`]);
});

it("an answer that ends too soon is none", async () => {
  const hub = await connect();
  await hub.send(events("a", "b", "c"));
  // Two requests of the login, one for the producer's id, one for the batch before: this one is the fifth.
  fake.reactions = [{ kind: "nonsense", data: Buffer.from("000000080000000500000001", "hex") }];
  await hub.send(events("d", "e", "f"));
  hub.close();
  expect(inTheHub().map(({ length }) => length)).toEqual([2, 2, 2]);
  expect(troubles).toEqual(["No connection: the answer cannot be read"]);
});

const reaction: fc.Arbitrary<Reaction> = fc.oneof(
  fc.constant<Reaction>({ kind: "take" }),
  fc.constant<Reaction>({ kind: "cut" }),
  fc.constant<Reaction>({ kind: "lose answer" }),
  fc.record({ kind: fc.constant("freeze" as const), forMs: fc.integer({ min: 1, max: 600 }) }),
  fc.record({
    kind: fc.constant("error" as const),
    code: fc.constantFrom(-1, 3, 5, 6, 7, 19, 45, 47, 56, 59),
    partitions: fc.subarray(all, { minLength: 1 }),
    taken: fc.constant(false),
  }),
  fc.record({
    kind: fc.constant("error" as const),
    code: fc.constantFrom(7, 20),
    partitions: fc.subarray(all, { minLength: 1 }),
    taken: fc.constant(true),
  }),
);

it("whatever goes wrong, each event arrives once, in order, and where the answer says", async () => {
  const property = fc.asyncProperty(fc.array(reaction, { maxLength: 12 }), async (reactions) => {
    fake.empty(PARTITIONS);
    const hub = await connect();
    fake.reactions = [...reactions];
    const told = new Map<string, string>();
    const lane = async (name: string): Promise<void> => {
      for (let n = 0; n < 8; n++) {
        const sent = Array.from({ length: 7 }, (_, i) => `${name} ${n * 7 + i}`);
        for (const { partition, offset, count } of await hub.send(events(...sent))) {
          const there = fake.logs[partition]?.values.slice(offset, offset + count) ?? [];
          for (const event of there) told.set(event, `${partition}`);
        }
      }
    };
    await Promise.all([lane("one"), lane("two")]);
    hub.close();
    const arrived = inTheHub().flat();
    expect(arrived.length).toBe(2 * 8 * 7);
    expect([...told.keys()].sort()).toEqual([...arrived].sort());
    for (const values of inTheHub())
      for (const name of ["one", "two"]) {
        const numbers = values.filter((value) => value.startsWith(name)).map((v) => Number(v.split(" ")[1]));
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      }
  });
  await fc.assert(property, { seed: testSeed, numRuns: 25 });
}, 120_000);
