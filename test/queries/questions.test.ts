import { readdirSync } from "node:fs";
import { join } from "node:path";
import { byPath } from "../../clients/tablesByPath";
import { question, questions } from "../../queries";

describe("the questions", () => {
  it("are the ones that page, dashboard and notebooks ask", () => {
    expect(questions.map(({ name, title }) => [name, title])).toEqual([
      ["clicks_per_product", "Clicks per product"],
      ["clicks_per_category", "Clicks per category"],
      ["total", "All clicks"],
      ["sessions", "Sessions"],
      ["clicks_per_minute", "Clicks per minute"],
      ["clicks_per_second", "Clicks per second"],
      ["delay", "Delay from hub to table"],
      ["rejected", "Rejected events"],
    ]);
  });

  it("leave no file of the folder out", () => {
    const files = readdirSync(join(__dirname, "../../queries")).filter((file) => file.endsWith(".sql"));
    expect(files.sort()).toEqual(questions.map(({ name }) => `${name}.sql`).sort());
  });

  it.each(questions)("$name is one statement, without a schema or a semicolon", ({ sql }) => {
    const code = sql.replace(/--.*$/gm, "");
    expect(code).not.toContain(";");
    for (const [, table] of code.matchAll(/\bFROM\s+([\w.`]+)/g)) {
      expect(["clicks", "clicks_per_product", "clicks_rejected", "gaps", "runs"]).toContain(table);
    }
  });

  it.each(["clicks_per_product", "clicks_per_category", "total"] as const)(
    "%s reads nothing but the small table, however many clicks there are",
    (name) => {
      const read = [...question(name).sql.matchAll(/\bFROM\s+(\w+)/g)].map(([, table]) => table);
      expect(read).toEqual(["clicks_per_product"]);
    },
  );

  it.each(["clicks_per_second", "delay"] as const)(
    "%s bounds the enqueued time, so that files are skipped",
    (name) => {
      expect(question(name).sql).toMatch(
        /WHERE enqueued_time >= current_timestamp\(\) - INTERVAL \d+ MINUTES?\b/,
      );
    },
  );
});

describe("tables by path", () => {
  const lake = "abfss://lake@account.dfs.core.windows.net";

  it.each(questions)("$name reads nothing by a bare name any more", ({ sql }) => {
    const code = byPath(sql, lake).replace(/--.*$/gm, "");
    const read = [...code.matchAll(/\bFROM\s+([^\s)]+)/g)].map(([, table]) => table);
    const bare = read.filter((table) => table === undefined || table.startsWith("clicks"));
    expect(bare).toEqual([]);
  });

  it.each([
    ["SELECT * FROM clicks", "SELECT * FROM delta.`L/clicks`"],
    ["select 1 from Clicks_Rejected r", "select 1 from delta.`L/clicks_rejected` r"],
    ["FROM a JOIN clicks_per_product USING (x)", "FROM a JOIN delta.`L/clicks_per_product` USING (x)"],
    ["SELECT 'FROM clicks' FROM clicks", "SELECT 'FROM clicks' FROM delta.`L/clicks`"],
    ["SELECT 1 -- FROM clicks\nFROM clicks", "SELECT 1 -- FROM clicks\nFROM delta.`L/clicks`"],
    ["/* FROM clicks */ FROM clicks_other", "/* FROM clicks */ FROM clicks_other"],
    ["FROM clicks.events, FROM `clicks`", "FROM clicks.events, FROM `clicks`"],
  ])("%s", (sql, expected) => {
    expect(byPath(sql, "L/")).toBe(expected);
  });
});
