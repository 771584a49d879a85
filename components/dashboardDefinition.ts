/**
 * The dashboard, in the format that Databricks exports as `.lvdash.json`: datasets, and pages of widgets on a
 * grid of six columns. https://docs.databricks.com/aws/en/dashboards/tutorials/dashboard-crud-api
 */
import { question, type QuestionName } from "../queries";

/** How a value lies on an axis. */
type Scale = "categorical" | "quantitative" | "temporal";

/** A picture of one dataset. */
interface Picture {
  readonly name: string;
  readonly dataset: string;
  readonly title: string;
  /** Column, row, width and height on the grid. */
  readonly position: readonly [x: number, y: number, width: number, height: number];
  readonly show: Counter | Chart | Table;
}

interface Counter {
  readonly widgetType: "counter";
  readonly value: string;
}

interface Chart {
  readonly widgetType: "bar" | "line";
  readonly x: {
    readonly field: string;
    readonly title: string;
    readonly scale: Scale;
    readonly sorted?: boolean;
  };
  readonly y: { readonly field: string; readonly title: string };
}

interface Table {
  readonly widgetType: "table";
  readonly columns: readonly { readonly field: string; readonly title: string; readonly type: string }[];
}

/** A question's own statement, told to the dashboard as it stands in its file. */
function asked(name: QuestionName): { name: string; title: string; sql: string } {
  const { title, sql } = question(name);
  return { name, title, sql };
}

/** A bar for each of 670 products is no picture: the first 25 of the same question. */
function topProducts(): { name: string; title: string; sql: string } {
  const { title, sql } = question("clicks_per_product");
  return {
    name: "top_products",
    title: `${title}, first 25`,
    sql: `SELECT * FROM (\n${sql.trimEnd()}\n)\nORDER BY clicks DESC, productid\nLIMIT 25\n`,
  };
}

const pictures: readonly Picture[] = [
  {
    name: "total",
    dataset: "total",
    title: "Clicks so far",
    position: [0, 0, 2, 3],
    show: { widgetType: "counter", value: "clicks" },
  },
  {
    name: "delay",
    dataset: "delay",
    title: "Delay in seconds, 95th percentile of the last minute",
    position: [2, 0, 2, 3],
    show: { widgetType: "counter", value: "p95_seconds" },
  },
  {
    name: "rejected",
    dataset: "rejected",
    title: "Events that are no clicks",
    position: [4, 0, 2, 3],
    show: {
      widgetType: "table",
      columns: [
        { field: "reason", title: "Reason", type: "string" },
        { field: "events", title: "Events", type: "integer" },
      ],
    },
  },
  {
    name: "top-products",
    dataset: "top_products",
    title: "Clicks per product, the first 25",
    position: [0, 3, 6, 7],
    show: {
      widgetType: "bar",
      x: { field: "productid", title: "Product", scale: "categorical", sorted: true },
      y: { field: "clicks", title: "Clicks" },
    },
  },
  {
    name: "per-second",
    dataset: "clicks_per_second",
    title: "Clicks a second, last ten minutes",
    position: [0, 10, 3, 6],
    show: {
      widgetType: "line",
      x: { field: "second", title: "Time in the hub", scale: "temporal" },
      y: { field: "clicks", title: "Clicks" },
    },
  },
  {
    name: "per-category",
    dataset: "clicks_per_category",
    title: "Clicks per category",
    position: [3, 10, 3, 6],
    show: {
      widgetType: "bar",
      x: { field: "category", title: "Category", scale: "categorical" },
      y: { field: "clicks", title: "Clicks" },
    },
  },
  {
    name: "all-products",
    dataset: "clicks_per_product",
    title: "Clicks per product",
    position: [0, 16, 6, 8],
    show: {
      widgetType: "table",
      columns: [
        { field: "productid", title: "Product", type: "integer" },
        { field: "category", title: "Category", type: "integer" },
        { field: "clicks", title: "Clicks", type: "integer" },
      ],
    },
  },
];

function fieldsOf(show: Picture["show"]): readonly string[] {
  switch (show.widgetType) {
    case "counter":
      return [show.value];
    case "table":
      return show.columns.map(({ field }) => field);
    default:
      return [show.x.field, show.y.field];
  }
}

function encodingsOf(show: Picture["show"]): object {
  switch (show.widgetType) {
    case "counter":
      return { value: { fieldName: show.value, displayName: show.value } };
    case "table":
      return {
        columns: show.columns.map(({ field, title, type }, order) => ({
          fieldName: field,
          displayName: title,
          title,
          type,
          displayAs: type === "string" ? "string" : "number",
          alignContent: type === "string" ? "left" : "right",
          visible: true,
          order,
        })),
      };
    default: {
      const { x, y } = show;
      const scale = { type: x.scale, ...(x.sorted && { sort: { by: "y-reversed" } }) };
      return {
        x: { fieldName: x.field, displayName: x.title, scale },
        y: { fieldName: y.field, displayName: y.title, scale: { type: "quantitative" } },
      };
    }
  }
}

/** Version of each widget's specification, as Databricks exports it. */
const versions = { counter: 2, table: 1, bar: 3, line: 3 } as const;

function widgetOf({ name, dataset, title, position, show }: Picture): object {
  const [x, y, width, height] = position;
  const fields = fieldsOf(show).map((field) => ({ name: field, expression: `\`${field}\`` }));
  return {
    widget: {
      name,
      queries: [{ name: "main_query", query: { datasetName: dataset, fields, disaggregated: true } }],
      spec: {
        version: versions[show.widgetType],
        widgetType: show.widgetType,
        encodings: encodingsOf(show),
        frame: { showTitle: true, title },
      },
    },
    position: { x, y, width, height },
  };
}

/**
 * @returns the definition, to be serialised as JSON. Its tables stand without a schema: the dashboard is told
 *   its catalog and schema beside it.
 */
export function dashboardDefinition(): { datasets: object[]; pages: object[] } {
  const datasets = [
    asked("total"),
    asked("delay"),
    asked("rejected"),
    topProducts(),
    asked("clicks_per_second"),
    asked("clicks_per_category"),
    asked("clicks_per_product"),
  ].map(({ name, title, sql }) => ({
    name,
    displayName: title,
    // One item a line, with its end.
    queryLines: sql.match(/[^\n]*\n|[^\n]+$/g) ?? [],
  }));
  return {
    datasets,
    pages: [{ name: "clicks", displayName: "Clicks", layout: pictures.map(widgetOf) }],
  };
}
