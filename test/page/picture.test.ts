import { chartColumnsOf, isNumber, pictureOf } from "../../page/client/picture";

const answer = (columns: [string, string][], rows: (string | null)[][]): Parameters<typeof pictureOf>[0] => ({
  columns: columns.map(([name, type]) => ({ name, type })),
  rows,
});

describe("the picture of an answer", () => {
  it("is bars for things that were counted; ids are not counts", () => {
    const columns: [string, string][] = [
      ["productid", "INT"],
      ["category", "INT"],
      ["clicks", "BIGINT"],
    ];
    expect(
      pictureOf(
        answer(columns, [
          ["7", "8", "12"],
          [null, null, "3"],
        ]),
      ),
    ).toEqual({
      kind: "bars",
      title: "clicks by productid",
      bars: [
        { label: "productid 7", value: 12 },
        { label: "productid NULL", value: 3 },
      ],
    });
  });

  it("is of the last number that measures: neither ids nor how many different things there are", () => {
    const measureOf = (...columns: string[]): string | undefined =>
      pictureOf(
        answer(
          columns.map((name) => [name, name === "name" ? "STRING" : "BIGINT"]),
          [columns.map(() => "1"), columns.map(() => "2")],
        ),
      )?.title;
    expect(measureOf("category", "top_product", "clicks")).toBe("clicks by category");
    expect(measureOf("category", "clicks", "products")).toBe("clicks by category");
    expect(measureOf("sessionid", "last_category", "first_product", "last_product", "clicks")).toBe(
      "clicks by sessionid",
    );
    expect(measureOf("name", "products")).toBe("products by name");
    expect(measureOf("name", "lowest", "paid")).toBe("paid by name");
    expect(measureOf("orderId", "order_id", "name")).toBeUndefined();
  });

  it("is of the columns that somebody chose", () => {
    const columns: [string, string][] = [
      ["category", "INT"],
      ["top_product", "INT"],
      ["minute", "TIMESTAMP"],
      ["clicks", "BIGINT"],
    ];
    const shown = answer(columns, [
      ["1", "7", "2026-11-24 12:00:00", "4"],
      ["2", "9", "2026-11-24 12:01:00", "6"],
    ]);
    expect(chartColumnsOf(shown)).toEqual({
      measures: [0, 1, 3],
      labels: [0, 1, 2, 3],
      measure: 3,
      label: 0,
    });
    expect(pictureOf(shown, { measure: 1, label: 3 })).toEqual({
      kind: "bars",
      title: "top_product by clicks",
      bars: [
        { label: "clicks 4", value: 7 },
        { label: "clicks 6", value: 9 },
      ],
    });
    expect(pictureOf(shown, { measure: 3, label: 2 })).toMatchObject({
      kind: "line",
      title: "clicks by minute",
      values: [4, 6],
    });
  });

  it("takes no interval for a number", () => {
    const columns: [string, string][] = [
      ["name", "STRING"],
      ["gap", "INTERVAL DAY TO SECOND"],
    ];
    const rows = [
      ["a", "0 00:00:01.000000000"],
      ["b", "0 00:00:02.000000000"],
    ];
    expect(pictureOf(answer(columns, rows))).toBeUndefined();
    expect(columns.map(([, type]) => isNumber(type))).toEqual([false, false]);
  });

  it("is a line over time, in order, whichever way the time is written", () => {
    const columns: [string, string][] = [
      ["minute", "TIMESTAMP"],
      ["clicks", "BIGINT"],
    ];
    const rows = [
      ["2026-11-24T12:01:00.000Z", "5"],
      ["2026-11-24 12:00:00", "4"],
      [null, "9"],
    ];
    const noon = Date.UTC(2026, 10, 24, 12) / 1000;
    expect(pictureOf(answer(columns, rows))).toEqual({
      kind: "line",
      title: "clicks by minute",
      at: [noon, noon + 60],
      values: [4, 5],
    });
  });

  it("shows at most fifty bars, and says so", () => {
    const rows = Array.from({ length: 670 }, (_, index) => [`p${index}`, "1"]);
    const picture = pictureOf(
      answer(
        [
          ["name", "STRING"],
          ["clicks", "BIGINT"],
        ],
        rows,
      ),
    );
    expect(picture?.title).toBe("clicks by name, first 50 rows");
    expect(picture?.kind === "bars" && picture.bars.length).toBe(50);
  });

  it.each([
    [
      "nothing is measured",
      [
        ["name", "STRING"],
        ["productid", "INT"],
      ],
      [
        ["a", "1"],
        ["b", "2"],
      ],
    ],
    [
      "there is one row",
      [
        ["name", "STRING"],
        ["clicks", "BIGINT"],
      ],
      [["a", "1"]],
    ],
    ["there is nothing to name the bars", [["clicks", "BIGINT"]], [["1"], ["2"]]],
    [
      "bars would go below zero",
      [
        ["name", "STRING"],
        ["change", "INT"],
      ],
      [
        ["a", "1"],
        ["b", "-2"],
      ],
    ],
  ] as [string, [string, string][], string[][]][])("is none where %s", (_why, columns, rows) => {
    expect(pictureOf(answer(columns, rows))).toBeUndefined();
  });
});
