import fc from "fast-check";
import { mkdtempSync, readFileSync, rmSync, writeFileSync, appendFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LedgerWriter, readLedger } from "../../generator/ledger";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ledger-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const products = (counts: Record<number, number>) =>
  new Map(Object.entries(counts).map(([product, count]) => [Number(product), count]));

it("what was acknowledged is sent, its offsets are joined, the rest is uncertain", async () => {
  const file = join(folder, "ledger");
  const writer = new LedgerWriter(file);
  writer.sending(1, products({ 5: 2, 670: 1 }));
  writer.acknowledged(1, [
    { partition: 1, offset: 10, count: 1 },
    { partition: 0, offset: 0, count: 2 },
  ]);
  writer.sending(2, products({ 5: 1 }));
  writer.acknowledged(2, [{ partition: 0, offset: 2, count: 1 }]);
  writer.sending(3, products({ 9: 4 }));
  writer.close();
  expect(await readLedger(file)).toEqual({
    sent: 4,
    perProduct: products({ 5: 3, 670: 1 }),
    offsets: [
      { partition: 0, offset: 0, count: 3 },
      { partition: 1, offset: 10, count: 1 },
    ],
    uncertain: 4,
    uncertainPerProduct: products({ 9: 4 }),
    starts: 1,
  });
});

it("batches that are on their way at once are acknowledged in any order, each with its own products", async () => {
  const file = join(folder, "ledger");
  const writer = new LedgerWriter(file);
  writer.sending(1, products({ 1: 1 }));
  writer.sending(2, products({ 2: 2 }));
  writer.acknowledged(2, [{ partition: 0, offset: 0, count: 2 }]);
  writer.sending(3, products({ 3: 4 }));
  writer.close();
  expect(await readLedger(file)).toEqual({
    sent: 2,
    perProduct: products({ 2: 2 }),
    offsets: [{ partition: 0, offset: 0, count: 2 }],
    uncertain: 5,
    uncertainPerProduct: products({ 1: 1, 3: 4 }),
    starts: 1,
  });
});

it("offsets with a gap between them stay apart", async () => {
  const file = join(folder, "ledger");
  const writer = new LedgerWriter(file);
  for (const [batch, offset] of [0, 2].entries()) {
    writer.sending(batch, products({ 1: 1 }));
    writer.acknowledged(batch, [{ partition: 0, offset, count: 1 }]);
  }
  writer.close();
  expect((await readLedger(file)).offsets).toEqual([
    { partition: 0, offset: 0, count: 1 },
    { partition: 0, offset: 2, count: 1 },
  ]);
});

it("a generator that dies at any byte, and the one after it, leave a ledger that is right", async () => {
  const whole = join(folder, "whole");
  const writer = new LedgerWriter(whole);
  for (let batch = 1; batch <= 3; batch++) {
    writer.sending(batch, products({ [batch]: 10 }));
    writer.acknowledged(batch, [{ partition: 0, offset: (batch - 1) * 10, count: 10 }]);
  }
  writer.close();
  const text = readFileSync(whole, "utf8");
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: text.length }), async (cut) => {
      const file = join(folder, "cut");
      writeFileSync(file, text.slice(0, cut));
      // A line counts as soon as it is complete, whether its end is there or not.
      const complete = (kind: string) =>
        text
          .slice(0, cut)
          .split("\n")
          .filter((line) => line.startsWith(`{"${kind}`) && line.endsWith("}") && isJson(line)).length;
      const announced = complete("sending");
      const acknowledged = complete("acknowledged");
      const alone = await readLedger(file);
      expect([alone.sent, alone.uncertain]).toEqual([acknowledged * 10, (announced - acknowledged) * 10]);

      const next = new LedgerWriter(file);
      next.sending(1, products({ 99: 1 }));
      next.acknowledged(1, [{ partition: 0, offset: 1_000, count: 1 }]);
      next.close();
      const both = await readLedger(file);
      expect([both.sent, both.uncertain]).toEqual([alone.sent + 1, alone.uncertain]);
      expect(both.starts).toBe(alone.starts + 1);
    }),
    { numRuns: 200 },
  );
});

it("what is no ledger is refused", async () => {
  const file = join(folder, "ledger");
  new LedgerWriter(file).close();
  appendFileSync(file, "hello\n{}\n");
  await expect(readLedger(file)).rejects.toThrow(/Not a ledger's line in .*: hello/);
  await expect(readLedger(join(folder, "none"))).rejects.toThrow(/ENOENT/);
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
