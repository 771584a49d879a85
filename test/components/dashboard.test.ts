import { Workspace } from "@pulumi/azure-native/databricks";
import { Provider } from "@pulumi/databricks/provider";
import { RandomString } from "@pulumi/random";
import { Dashboard } from "../../components/dashboard";
import { dashboardDefinition } from "../../components/dashboardDefinition";
import { question, type QuestionName } from "../../queries";
import { childrenOf, declared } from "../program/expected";
import { record } from "../program/recording";

/** What Databricks exports and takes: https://docs.databricks.com/api/workspace/lakeview, `serialized_dashboard`. */
interface Definition {
  readonly datasets: readonly { name: string; displayName: string; queryLines: string[] }[];
  readonly pages: readonly { name: string; displayName: string; layout: readonly Placed[] }[];
}
interface Placed {
  readonly widget: {
    readonly name: string;
    readonly queries: readonly {
      name: string;
      query: { datasetName: string; fields: { name: string; expression: string }[]; disaggregated: boolean };
    }[];
    readonly spec: {
      readonly version: number;
      readonly widgetType: string;
      readonly encodings: Record<string, unknown>;
      readonly frame: { showTitle: boolean; title: string };
    };
  };
  readonly position: Record<"x" | "y" | "width" | "height", number>;
}

const definition = JSON.parse(JSON.stringify(dashboardDefinition())) as Definition;
const widgets = definition.pages.flatMap(({ layout }) => layout);
const sqlOf = (dataset: string): string =>
  definition.datasets.find(({ name }) => name === dataset)?.queryLines.join("") ?? "";

/** Every `fieldName` in a widget's encodings. */
function fieldNames(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === "fieldName" ? [String(item)] : fieldNames(item),
  );
}

describe("the dashboard's definition", () => {
  it("asks the same questions as the page and the notebooks, word for word", () => {
    const own: QuestionName[] = [
      "total",
      "delay",
      "rejected",
      "clicks_per_second",
      "clicks_per_category",
      "clicks_per_product",
    ];
    for (const name of own) expect(sqlOf(name)).toBe(question(name).sql);
    expect(definition.datasets.map(({ name }) => name).sort()).toEqual([...own, "top_products"].sort());
    expect(sqlOf("top_products")).toBe(
      `SELECT * FROM (\n${question("clicks_per_product").sql.trimEnd()}\n)\nORDER BY clicks DESC, productid\nLIMIT 25\n`,
    );
  });

  it("has datasets of lines, each with its end, and names that people read", () => {
    for (const { name, displayName, queryLines } of definition.datasets) {
      expect(name).toMatch(/^[a-z_]+$/);
      expect(displayName).not.toBe("");
      expect(queryLines.slice(0, -1).filter((line) => !line.endsWith("\n"))).toEqual([]);
      expect(queryLines.filter((line) => line.slice(0, -1).includes("\n"))).toEqual([]);
    }
  });

  it("shows widgets of known kinds, each in the version that Databricks exports", () => {
    expect(widgets.map(({ widget: { spec } }) => [spec.frame.title, spec.widgetType, spec.version])).toEqual([
      ["Clicks so far", "counter", 2],
      ["Delay in seconds, 95th percentile of the last minute", "counter", 2],
      ["Events that are no clicks", "table", 1],
      ["Clicks per product, the first 25", "bar", 3],
      ["Clicks a second, last ten minutes", "line", 3],
      ["Clicks per category", "bar", 3],
      ["Clicks per product", "table", 1],
    ]);
    expect(widgets.every(({ widget }) => widget.spec.frame.showTitle)).toBe(true);
    expect(new Set(widgets.map(({ widget }) => widget.name)).size).toBe(widgets.length);
  });

  it("takes each widget's fields, and only those, as columns of its dataset", () => {
    for (const { widget } of widgets) {
      const [query, ...others] = widget.queries;
      expect(others).toEqual([]);
      expect(query).toMatchObject({ name: "main_query", query: { disaggregated: true } });
      const fields = query?.query.fields ?? [];
      expect(fieldNames(widget.spec.encodings)).toEqual(fields.map(({ name }) => name));
      for (const { name, expression } of fields) {
        expect(expression).toBe(`\`${name}\``);
        expect(sqlOf(query?.query.datasetName ?? "")).toMatch(new RegExp(`\\b${name}\\b`));
      }
    }
  });

  it("encodes each kind as Databricks wants it", () => {
    const encodings = Object.fromEntries(widgets.map(({ widget }) => [widget.name, widget.spec.encodings]));
    expect(encodings["total"]).toEqual({ value: { fieldName: "clicks", displayName: "clicks" } });
    expect(encodings["top-products"]).toEqual({
      x: {
        fieldName: "productid",
        displayName: "Product",
        scale: { type: "categorical", sort: { by: "y-reversed" } },
      },
      y: { fieldName: "clicks", displayName: "Clicks", scale: { type: "quantitative" } },
    });
    expect(encodings["per-second"]).toEqual({
      x: { fieldName: "second", displayName: "Time in the hub", scale: { type: "temporal" } },
      y: { fieldName: "clicks", displayName: "Clicks", scale: { type: "quantitative" } },
    });
    const number = { type: "integer", displayAs: "number", alignContent: "right", visible: true };
    expect(encodings["rejected"]).toEqual({
      columns: [
        {
          fieldName: "reason",
          displayName: "Reason",
          title: "Reason",
          type: "string",
          displayAs: "string",
          alignContent: "left",
          visible: true,
          order: 0,
        },
        { ...number, fieldName: "events", displayName: "Events", title: "Events", order: 1 },
      ],
    });
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

describe("Dashboard", () => {
  it("declares the smallest serverless warehouse and the dashboard on the team's schema", async () => {
    const { resources, outputs } = await record(() => {
      const { warehouseId, url } = new Dashboard("board", {
        warehouseName: "clickstream-red",
        title: "Clicks of red",
        catalogName: "cat",
        schemaName: "clickstream",
        folder: new RandomString("folder", { length: 6 }),
        workspaceUrl: "https://adb-1.2.azuredatabricks.net",
        tags: { team: "red" },
        provider: new Provider("databricks", { host: "https://adb-1.2.azuredatabricks.net" }),
        deletedWith: new Workspace("ws", { resourceGroupName: "group-a", workspaceName: "ws" }),
      });
      return { warehouseId, url };
    });
    const inWorkspace = {
      parent: "board",
      provider: "databricks",
      deletedWith: "ws",
      onError: ["board-retry"],
    };
    expect(childrenOf(resources, "board")).toEqual([
      declared("databricks:index/dashboard:Dashboard", "board-dashboard", {
        ...inWorkspace,
        dependencies: ["board-warehouse", "folder"],
        inputs: {
          displayName: "Clicks of red",
          parentPath: "/Shared/clickstream",
          warehouseId: "5ee1f00d",
          serializedDashboard: JSON.stringify(definition),
          datasetCatalog: "cat",
          datasetSchema: "clickstream",
          embedCredentials: false,
        },
      }),
      declared("databricks:index/sqlEndpoint:SqlEndpoint", "board-warehouse", {
        ...inWorkspace,
        inputs: {
          name: "clickstream-red",
          clusterSize: "2X-Small",
          maxNumClusters: 1,
          warehouseType: "PRO",
          enableServerlessCompute: true,
          autoStopMins: 5,
          tags: { customTags: [{ key: "team", value: "red" }] },
        },
      }),
    ]);
    expect(outputs).toEqual({
      warehouseId: "5ee1f00d",
      url: "https://adb-1.2.azuredatabricks.net/dashboardsv3/da5b0a4d/published",
    });
  });
});
