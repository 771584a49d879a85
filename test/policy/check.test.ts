import { violationsIn, violationText, withWaivers, type Waiver } from "../../policy/core/check";
import type { CheckedResource } from "../../policy/core/resource";
import { oneOf, rulesFor } from "../../policy/core/rule";
import { defaultLimits } from "../../policy/settings";

const rules = rulesFor(
  ["a:b:C"],
  [
    {
      id: "closed",
      title: "It is closed.",
      severity: "high",
      reason: "Open is bad.",
      wayOut: "Close it.",
      sameAs: ["CKV_AZURE_1"],
      wrongIn: oneOf("door.state", "closed"),
    },
    {
      id: "alone",
      title: "It is alone.",
      severity: "low",
      reason: "Two are too many.",
      wayOut: "Take one away.",
      wholeStack: true,
      wrongIn: (_, { resources }) => (resources.length === 1 ? [] : [`${resources.length} are there`]),
    },
  ],
);

const resource = (name: string, properties: Record<string, unknown>, type = "a:b:C"): CheckedResource => ({
  urn: `urn:${name}`,
  type,
  name,
  properties,
});
const open = resource("open", { door: { state: "ajar" } });
const closed = resource("closed", { door: { state: "closed" } });
const waiver = (rule: string, name: string): Waiver => ({ rule, resource: name, reason: "so", owner: "me" });

const texts = (resources: readonly CheckedResource[]): string[] =>
  violationsIn(resources, rules, defaultLimits).map(violationText);

it("a rule is asked of its types alone, and all of the stack only where it wants it", () => {
  expect(texts([closed])).toEqual([]);
  expect(texts([resource("another", {}, "a:b:D")])).toEqual([]);
  expect(texts([open, closed])).toEqual([
    'closed (CKV_AZURE_1), high: open: door.state is "ajar". Open is bad. Close it.',
    "alone, low: open: 2 are there. Two are too many. Take one away.",
    "alone, low: closed: 2 are there. Two are too many. Take one away.",
  ]);
});

it("a waiver takes one rule off one resource, and one that matches nothing is found", () => {
  const waivers = [waiver("closed", "open"), waiver("closed", "closed"), waiver("alone", "open")];
  const {
    open: left,
    waived,
    unused,
  } = withWaivers(violationsIn([open, closed], rules, defaultLimits), waivers);
  expect(left.map(({ rule, resource: { name } }) => [rule.id, name])).toEqual([["alone", "closed"]]);
  expect(waived.map((each) => [each.violation.rule.id, each.waiver])).toEqual([
    ["closed", waivers[0]],
    ["alone", waivers[2]],
  ]);
  expect(unused).toEqual([waivers[1]]);
});
