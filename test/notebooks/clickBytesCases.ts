import * as fc from "fast-check";
import { testSeed } from "../long";
import type { SparkWorkspace } from "../sparkWorkspace";

/** What is put before, between and behind the tokens of a click. */
const noiseBytes = [
  ...[
    "]",
    "[",
    "}",
    "{",
    ",",
    ":",
    '"',
    "'",
    "\\",
    "0",
    "7",
    "-",
    ".5",

    "null",
    "true",
    "NaN",
    "{}",
    "[]",
    "//",
    "#",
  ],
  ...[" ", "\t", "\n", "\r", "\0", "\v", "\f", "\x7f", "\u0085", "\u00a0", "\u2028", "\ufeff"],
  ...[
    ",0",
    ",0]",
    "],[",
    '"productid":9,',
    '"extra":{"a":[1,"}]"]},',
    '"extra":NaN,',
    '"extra":"\u00e9",',
    "}x{",
  ],
];
const TIMESTAMP = "2020-11-18T17:17:17.1234567+00:00";
const none = fc.constant(Buffer.alloc(0));
const token = fc.constantFrom(...noiseBytes).map((text) => Buffer.from(text));
const space = fc.constantFrom(" ", "\n", "\t", "\r").map((text) => Buffer.from(text));
const noise = fc.oneof(
  { weight: 60, arbitrary: none },
  { weight: 6, arbitrary: space },
  { weight: 1, arbitrary: token },
);
const behind = fc.oneof(
  { weight: 4, arbitrary: none },
  { weight: 1, arbitrary: space },
  { weight: 1, arbitrary: token },
  {
    weight: 3,
    arbitrary: fc.array(token, { minLength: 2, maxLength: 4 }).map((texts) => Buffer.concat(texts)),
  },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 3 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("", "]", ",").map((text) => Buffer.from(text + click(1, 2, 3).join(""))),
  },
);
const number = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 2147483647 }));

/** A click's tokens. */
function click(productid: number, category: number, sessionid: number): string[] {
  const fields = { productid, timestamp: TIMESTAMP, sessionid, category };
  const pairs = Object.entries(fields).map(([name, value]) => [`"${name}"`, ":", JSON.stringify(value)]);
  return ["{", ...pairs.flatMap((pair, index) => (index === 0 ? pair : [",", ...pair])), "}"];
}

const event = fc
  .record({
    tokens: fc.tuple(number, number, number).map((numbers) => click(...numbers)),
    // In front of each token; most events have none in front of most.
    gaps: fc.oneof(
      { weight: 6, arbitrary: fc.constant([]) },
      { weight: 4, arbitrary: fc.array(noise, { minLength: 17, maxLength: 17 }) },
      { weight: 1, arbitrary: token.map((text) => [text]) },
    ),
    behind,
  })
  .map(({ tokens, gaps, behind: end }) =>
    Buffer.concat([
      ...tokens.flatMap((text, index) => [gaps[index] ?? Buffer.alloc(0), Buffer.from(text)]),
      end,
    ]),
  );

/** The numbers of a click, by a reader of JSON that knows nothing but the standard; undefined where it is none. */
function read(bytes: Buffer): string[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
  const fields = value as Record<string, unknown>;
  const numbers = [fields["productid"], fields["category"], fields["sessionid"]];
  const isClick = numbers.every(
    (field) => Number.isInteger(field) && Number(field) > 0 && Number(field) < 2 ** 31,
  );
  return isClick && fields["timestamp"] === TIMESTAMP ? numbers.map(String) : undefined;
}

export function clickBytesCases(open: () => SparkWorkspace): void {
  it(`an event is a click exactly where its bytes are one JSON object (SEED=${testSeed})`, async () => {
    const events = fc.sample(event, { numRuns: 3000, seed: testSeed });
    await open().driver.createSchema("generated");
    await open().newHub(1);
    await open().send(events.map((value) => ({ value })));
    await open().ingest(open().parameters("generated"));
    const kept = await open().ask(
      "SELECT offset, productid, category, CAST(sessionid AS STRING) FROM clicks UNION ALL SELECT offset, NULL, NULL, reason FROM clicks_rejected ORDER BY 1",
      "generated",
    );
    expect(kept).toHaveLength(events.length);
    const expected = events.map(read);
    // Both kinds are among them, in numbers.
    expect(expected.filter((numbers) => numbers !== undefined).length).toBeGreaterThan(500);
    expect(expected.filter((numbers) => numbers === undefined).length).toBeGreaterThan(500);
    const wrong = events.flatMap((bytes, index) => {
      const [, ...columns] = kept[index] ?? [];
      const taken = columns[0] === null ? undefined : columns;
      const same = JSON.stringify(taken) === JSON.stringify(expected[index]);
      return same ? [] : [{ event: bytes.toString("latin1"), taken: columns, expected: expected[index] }];
    });
    expect(wrong).toEqual([]);
  });
}
