import { readFileSync } from "node:fs";
import { join } from "node:path";
import { question, questions } from "../../queries";
import { dashboardDefinition, fillQueries } from "../../queries/dashboard";

/** What Databricks exports and takes: https://docs.databricks.com/api/workspace/lakeview, `serialized_dashboard`. */
interface LakeviewDefinition {
  readonly datasets: readonly { name: string; displayName: string; queryLines: string[] }[];
  readonly pages: readonly { name: string; displayName: string; layout: readonly Placed[] }[];
}
interface Placed {
  readonly widget: {
    readonly name: string;
    readonly queries?: readonly {
      readonly query: { datasetName: string; fields: { name: string; expression: string }[] };
    }[];
    readonly spec?: { readonly version: number; readonly widgetType: string; readonly encodings: unknown };
  };
  readonly position: Record<"x" | "y" | "width" | "height", number>;
}

const file = readFileSync(join(__dirname, "..", "..", "queries", "clicks.lvdash.json"), "utf8");
const exported = JSON.parse(file) as LakeviewDefinition;
const deployed = JSON.parse(dashboardDefinition()) as LakeviewDefinition;
const widgets = deployed.pages.flatMap(({ layout }) => layout);
const queriesOf = ({ widget }: Placed) => (widget.queries ?? []).map(({ query }) => query);
const sqlOf = (dataset: string): string =>
  deployed.datasets.find(({ name }) => name === dataset)?.queryLines.join("") ?? "";

/** Every `fieldName` in a widget's encodings. */
function fieldNames(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === "fieldName" ? [String(item)] : fieldNames(item),
  );
}

/** Text without what stands in parentheses, so that commas and FROM are the outermost query's. */
function outermost(sql: string): string {
  const inner = /\([^()]*\)/g;
  return inner.test(sql) ? outermost(sql.replace(inner, "")) : sql;
}

/** Names of a query's columns. */
function columnsOf(sql: string): string[] {
  const code = sql.replace(/--.*$/gm, "");
  const within = /^\s*SELECT \* FROM \(([^]*)\)/.exec(code)?.[1];
  if (within !== undefined) return columnsOf(within);
  const list = /^\s*SELECT\s([^]*?)\sFROM\b/.exec(outermost(code))?.[1] ?? "";
  return list.split(",").map((item) => /\w+$/.exec(item.trim())?.[0] ?? "");
}

describe("the dashboard's file", () => {
  it("is indented as Databricks exports it", () => {
    expect(file.trimEnd()).toBe(JSON.stringify(exported, null, 2));
  });

  it("has one placeholder in each dataset, and no query of its own instead", () => {
    const placeholders = exported.datasets.map(({ name, queryLines }) => [
      name,
      queryLines.filter((line) => /^@\w+@\n?$/.test(line)),
    ]);
    expect(placeholders).toEqual(
      exported.datasets.map(({ name }) => [
        name,
        [`@${name === "top_products" ? "clicks_per_product" : name}@\n`],
      ]),
    );
  });
});

describe("the dashboard as it is deployed", () => {
  it("asks the questions of page and notebooks, word for word", () => {
    const [top, others] = [
      deployed.datasets.filter(({ name }) => name === "top_products"),
      deployed.datasets.filter(({ name }) => name !== "top_products"),
    ];
    const asked = (name: string) => questions.find((one) => one.name === name)?.sql;
    expect(others.map(({ name }) => [name, sqlOf(name)])).toEqual(
      others.map(({ name }) => [name, asked(name)]),
    );
    expect(top.map(({ name }) => sqlOf(name))).toEqual([
      `SELECT * FROM (\n${question("clicks_per_product").sql})\nORDER BY clicks DESC, productid\nLIMIT 25\n`,
    ]);
  });

  it("has everything of its file but the queries", () => {
    const without = ({ datasets, ...rest }: LakeviewDefinition) => ({
      ...rest,
      datasets: datasets.map((dataset) => ({ ...dataset, queryLines: [] })),
    });
    expect(without(deployed)).toEqual(without(exported));
  });

  it("has queries of lines, each with its end", () => {
    for (const { queryLines } of deployed.datasets) {
      expect(queryLines.filter((line) => !/^[^\n]*\n$/.test(line))).toEqual([]);
    }
  });

  it("shows clicks per product", () => {
    const columns = widgets
      .flatMap(queriesOf)
      .filter(({ datasetName }) => datasetName === "clicks_per_product")
      .map(({ fields }) => fields.map(({ name }) => name));
    expect(columns).toEqual([["productid", "category", "clicks"]]);
  });

  it.each(widgets.map((placed) => [placed.widget.name, placed] as const))(
    "takes the columns of the widget %s from its dataset's query",
    (_, placed) => {
      for (const { datasetName, fields } of queriesOf(placed)) {
        const columns = columnsOf(sqlOf(datasetName));
        const used = fields.flatMap(({ expression }) =>
          [...expression.matchAll(/`(\w+)`/g)].map(([, column]) => column),
        );
        expect(columns).toEqual(expect.arrayContaining(used));
        expect(used.length).toBeGreaterThan(0);
      }
      const fields = queriesOf(placed).flatMap(({ fields }) => fields.map(({ name }) => name));
      expect(fieldNames(placed.widget.spec?.encodings).sort()).toEqual(fields.sort());
    },
  );

  it("names each widget once, of a kind in the version that Databricks exports", () => {
    // As in knowledge_base/dashboard_nyc_taxi of github.com/databricks/bundle-examples, which Databricks exported.
    const versions: Record<string, number> = { counter: 2, table: 1, bar: 3, line: 3, scatter: 3, pie: 3 };
    const kinds = widgets.flatMap(({ widget: { spec } }) => (spec ? [spec] : []));
    expect(kinds.map(({ widgetType, version }) => [widgetType, version])).toEqual(
      kinds.map(({ widgetType }) => [widgetType, versions[widgetType]]),
    );
    expect(new Set(widgets.map(({ widget }) => widget.name)).size).toBe(widgets.length);
  });

  it("lies on the grid of six columns without overlap", () => {
    const cells = widgets.flatMap(({ position: { x, y, width, height } }) => {
      expect(x + width).toBeLessThanOrEqual(6);
      return Array.from(
        { length: width * height },
        (_, cell) => `${x + (cell % width)},${y + Math.floor(cell / width)}`,
      );
    });
    expect(new Set(cells).size).toBe(cells.length);
  });
});

describe("a dashboard's placeholders", () => {
  const board = (queryLines: string[]) =>
    JSON.stringify({ datasets: [{ name: "mine", queryLines }], pages: [] });

  it("stand for whole lines, among others or alone, with an end or without", () => {
    const lines = question("total").sql.split(/(?<=\n)/);
    expect(JSON.parse(fillQueries(board(["SELECT '@total@'\n", "@total@\n", "LIMIT 1"])))).toEqual({
      datasets: [{ name: "mine", queryLines: ["SELECT '@total@'\n", ...lines, "LIMIT 1"] }],
      pages: [],
    });
    expect(JSON.parse(fillQueries(board(["@total@"])))).toEqual({
      datasets: [{ name: "mine", queryLines: lines }],
      pages: [],
    });
  });

  it("are refused where they name no question", () => {
    expect(() => fillQueries(board(["@totals@\n"]))).toThrow(
      "clicks.lvdash.json: dataset mine has the placeholder @totals@, which is none of " +
        "@clicks_per_product@, @clicks_per_category@, @total@, @sessions@, @clicks_per_minute@, " +
        "@clicks_per_second@, @delay@, @rejected@",
    );
  });
});
