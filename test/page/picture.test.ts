import { pictureOf } from "../../page/client/picture";

const answer = (columns: [string, string][], rows: (string | null)[][]): Parameters<typeof pictureOf>[0] => ({
  columns: columns.map(([name, type]) => ({ name, type })),
  rows,
  truncated: false,
  milliseconds: 1,
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
