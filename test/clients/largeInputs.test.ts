import { byPath } from "../../clients/tablesByPath";
import { placed } from "../../page/place";
import { refusal } from "../../page/readOnly";

const LENGTH = 1_000_000;
/** Of processor time. A pass over a million characters takes some tens of milliseconds; another pass for each of them takes minutes. */
const LIMIT_MS = 2_000;

/** Pieces that begin something which never ends, or may begin anywhere in a run of the same. */
const pieces = [
  "/*",
  "*/",
  "/*/",
  "'",
  "\\'",
  "'\\'",
  '"',
  "`",
  "--",
  "-",
  "\n",
  " ",
  "(",
  ";",
  "r'",
  "UPDATE ",
];
const inputs = [
  ...pieces.map((piece) => `WITH a ${piece.repeat(LENGTH / piece.length)}\\`),
  `WITH a UPDATE${" ".repeat(LENGTH)}`,
  `WITH ${"UPDATE x ".repeat(LENGTH / 9)}`,
  `SELECT 1 FROM${" ".repeat(LENGTH)}`,
  "FROM clicks ".repeat(LENGTH / 12),
  `${"\n".repeat(LENGTH)}== SQ`,
  `(${"line 1".repeat(LENGTH / 6)}`,
  `; line ${"1".repeat(LENGTH)}`,
];

describe.each([
  ["refusal", (text: string) => refusal(text)],
  ["byPath", (text: string) => byPath(text, "abfss://lake@account.dfs.core.windows.net")],
  ["placed", (text: string) => placed(text)],
])("%s", (_, read) => {
  it("takes the time of one pass over a text of a megabyte, whatever it holds", () => {
    const slow = inputs.filter((input) => {
      const began = process.cpuUsage();
      read(input);
      return process.cpuUsage(began).user / 1000 > LIMIT_MS;
    });
    expect(slow.map((input) => JSON.stringify(input.slice(0, 12)))).toEqual([]);
  });
});
