import { readFileSync } from "node:fs";
import { join } from "node:path";
import { settingsPlace, settingsTable } from "../../scripts/settingsTable";
import { withTable } from "../../scripts/tablePlace";

const root = join(__dirname, "..", "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

describe("the README's settings table", () => {
  it("has one row a setting with type, default and meaning, and leaves out the providers' own keys", () => {
    const table = settingsTable(
      [
        "config:",
        "  azure-native:location: { value: westeurope }",
        "  team: { type: string, description: 'Name | of the\n    team' }",
        "  partitions: { type: integer, default: 4, description: Partitions. }",
        "  members: { type: array, items: { type: string }, default: [], description: People. }",
        "  password: { type: string, secret: true, description: Hidden. }",
        "  user: { type: string, default: '', description: Empty. }",
      ].join("\n"),
    );
    expect(table.split("\n").slice(2)).toEqual([
      "| `team` | string |  | Name \\| of the team |",
      "| `partitions` | integer | `4` | Partitions. |",
      "| `members` | list of string | `[]` | People. |",
      "| `password` | string, secret |  | Hidden. |",
      "| `user` | string | empty | Empty. |",
    ]);
  });

  it("refuses a text without a place for it", () => {
    expect(() => withTable("# Title", settingsPlace, "| a |")).toThrow("no place for the table");
  });

  it("has no code span without code in it", () => {
    expect(settingsTable(read("Pulumi.yaml"))).not.toContain("``");
  });

  it("is current: `npm run docs` would change nothing", () => {
    const readme = read("README.md");
    expect(withTable(readme, settingsPlace, settingsTable(read("Pulumi.yaml")))).toBe(readme);
  });
});
