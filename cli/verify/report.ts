import { colours } from "../colours";
import type { Report } from "../../verify/verify";

const MOST = 5;
const whole = (value: number): string => value.toLocaleString("en-US");
const seconds = (value: number): string => `${value.toFixed(1)} s`;

function listed<Item>(items: readonly Item[], show: (item: Item) => string): string {
  const more = items.length > MOST ? `, and ${whole(items.length - MOST)} more` : "";
  return items.slice(0, MOST).map(show).join(", ") + more;
}

function line(right: boolean, text: string): string {
  return `${right ? colours.green("✓") : colours.red("✗")} ${text}`;
}

function offsetLines({ missing, twice, unknown }: Report): string[] {
  const ranges = listed(
    missing.ranges,
    ({ partition, first, end }) =>
      `partition ${partition} offset ${first}${end - first > 1 ? ` to ${end - 1}` : ""}`,
  );
  const examples = listed(
    twice.examples,
    ({ partition, offset, times }) => `partition ${partition} offset ${offset} ${times} times`,
  );
  const allowed = unknown.count <= unknown.uncertain || unknown.othersSend;
  return [
    line(
      missing.count === 0,
      missing.count === 0 ? "none missing" : `${whole(missing.count)} missing: ${ranges}`,
    ),
    line(
      twice.count === 0,
      twice.count === 0 ? "none twice" : `${whole(twice.count)} rows too many: ${examples}`,
    ),
    ...(unknown.count + unknown.uncertain === 0
      ? []
      : [
          line(
            allowed,
            `${whole(unknown.count)} arrived that the ledger does not confirm; ` +
              `${whole(unknown.uncertain)} may have been sent before a crash`,
          ),
        ]),
  ];
}

function countLines({ comparedWith, wrongProducts, wrongCounts }: Report): string[] {
  const products = listed(
    wrongProducts,
    ({ productid, sent, counted }) => `product ${productid} sent ${whole(sent)}, in clicks ${whole(counted)}`,
  );
  const counts = listed(
    wrongCounts,
    ({ productid, said, recounted }) =>
      `product ${productid} says ${whole(said)}, recounted ${whole(recounted)}`,
  );
  return [
    ...(comparedWith === "hub"
      ? []
      : [line(wrongProducts.length === 0, products || "each product arrived as often as it was sent")]),
    line(
      wrongCounts.length === 0,
      counts ? `clicks_per_product: ${counts}` : "clicks_per_product matches a recount of clicks",
    ),
  ];
}

/** The report in a few lines for people; coloured where standard output is a terminal. */
export function formatReport(report: Report): string {
  const { comparedWith, expected, arrived, delay, rejected, waited } = report;
  const what = comparedWith === "ledger" ? "clicks that the generator sent" : "events in the hub";
  const lines = [
    line(arrived === expected, `${whole(arrived)} of ${whole(expected)} ${what} arrived`),
    ...offsetLines(report),
    ...countLines(report),
    `  ${whole(rejected)} rejected as malformed${rejected > 0 ? ": see clicks_rejected" : ""}`,
  ];
  if (delay) {
    lines.push(
      `  from the hub into clicks, last ten minutes: half within ${seconds(delay.p50)}, ` +
        `95 % within ${seconds(delay.p95)}, 99 % within ${seconds(delay.p99)}, all within ${seconds(delay.max)}`,
    );
  }
  if (waited >= 1) lines.push(`  waited ${seconds(waited)} for the stream`);
  const verdict = report.ok
    ? colours.green("every click arrived, once")
    : colours.red("not every click arrived once");
  return [...lines, verdict].join("\n");
}
