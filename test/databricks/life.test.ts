import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { required } from "../lifecycle/stack";
import { changesOf, fixedSettings, shapes } from "./life";

const { config } = parse(readFileSync(join(__dirname, "..", "..", "Pulumi.yaml"), "utf8")) as {
  config: Record<string, { default?: unknown }>;
};

describe("the lives of stacks behind Databricks' own provider", () => {
  it("change every setting of Pulumi.yaml but those that a standing stack cannot change", () => {
    const changed = new Set(shapes.flatMap((shape) => changesOf(shape).flatMap(Object.keys)));
    expect([...changed, ...Object.keys(fixedSettings)].sort()).toEqual(Object.keys(config).sort());
  });

  it.each(shapes)("give no setting the value that it has in the shape %j", (shape) => {
    const before: Record<string, unknown> = { ...required, ...shape };
    for (const [setting, value] of changesOf(shape).flatMap(Object.entries)) {
      expect([setting, value]).not.toEqual([setting, before[setting] ?? config[setting]?.default]);
    }
  });
});
