import { question, questions } from "../../queries";

describe("the questions", () => {
  it("are the ones that page, dashboard and notebooks ask", () => {
    expect(questions.map(({ name, title }) => [name, title])).toEqual([
      ["clicks_per_category", "Clicks per category now"],
      ["clicks_per_minute", "Clicks per minute in which they reached the hub"],
      ["clicks_per_product", "Clicks per product now"],
      ["clicks_per_second", "Clicks per second over the last ten minutes"],
      ["delay", "Delay of the last minute's clicks, from the hub to the table"],
      ["rejected", "Events that are no clicks, by reason"],
      ["sessions", "Sessions: first and last click, duration, what was looked at"],
      ["total", "All clicks so far"],
    ]);
  });

  it.each(questions)("$name is one statement, without a schema or a semicolon", ({ sql }) => {
    const code = sql.replace(/--.*$/gm, "");
    expect(code).not.toContain(";");
    for (const [, table] of code.matchAll(/\bFROM\s+([\w.`]+)/g)) {
      expect(["clicks", "clicks_per_product", "clicks_rejected", "gaps", "runs"]).toContain(table);
    }
  });

  it.each(["clicks_per_product", "clicks_per_category", "total"])(
    "%s reads nothing but the small table, however many clicks there are",
    (name) => {
      const read = [...question(name).sql.matchAll(/\bFROM\s+(\w+)/g)].map(([, table]) => table);
      expect(read).toEqual(["clicks_per_product"]);
    },
  );

  it.each(["clicks_per_second", "delay"])(
    "%s bounds the enqueued time, so that files are skipped",
    (name) => {
      expect(question(name).sql).toMatch(
        /WHERE enqueued_time >= current_timestamp\(\) - INTERVAL \d+ MINUTES?\b/,
      );
    },
  );

  it("says which file is missing", () => {
    expect(() => question("nothing")).toThrow("queries/nothing.sql does not exist");
  });
});
