import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { steps } from "../../program/steps";

const read = (file: string): string => readFileSync(join(__dirname, "..", "..", file), "utf8");

/** The first two cells of each row `| N. … | … |`. */
function rowsIn(markdown: string): string[][] {
  return [...markdown.matchAll(/^\| (\d+\. [^|]+) \| ([^|]+) \|/gm)].map(([, step = "", rest = ""]) => [
    step,
    rest,
  ]);
}

describe("the six steps", () => {
  it("are numbered from 1, in order", () => {
    expect(steps.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("are the rows of the README, with what each adds", () => {
    expect(rowsIn(read("README.md"))).toEqual(
      steps.map(({ number, name, adds }) => [`${number}. ${name}`, adds]),
    );
  });

  it("are what `throughStep` of Pulumi.yaml explains, by number and name", () => {
    const { config } = parse(read("Pulumi.yaml")) as { config: { throughStep: { description: string } } };
    const explained = [...config.throughStep.description.matchAll(/(\d+): ([a-z ]+[a-z])/g)];
    expect(explained.map(([, number, name]) => [Number(number), name])).toEqual(
      steps.map(({ number, name }) => [number, name.toLowerCase()]),
    );
  });

  it("are the rows of a team's readme, each behind the mark of its step", () => {
    let mark = 1;
    const rows: [number, string][] = [];
    for (const line of read("Pulumi.README.md").split("\n")) {
      mark = Number(/^<!-- step (\d+) -->$/.exec(line)?.[1] ?? mark);
      const row = /^\| (\d+\. [^|]+) \|/.exec(line)?.[1];
      if (row !== undefined) rows.push([mark, row]);
    }
    expect(rows).toEqual(steps.map(({ number, name }) => [number, `${number}. ${name}`]));
  });
});
