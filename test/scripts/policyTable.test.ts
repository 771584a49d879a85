import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rulesFor } from "../../policy/core/rule";
import { packReadme, policyTable } from "../../scripts/policyTable";
import { withTable } from "../../scripts/tablePlace";

describe("the policy pack's README", () => {
  it("has a row for each rule", () => {
    const rules = rulesFor(undefined, [
      {
        id: "closed",
        title: "Open | shut.",
        severity: "high",
        reason: "So.",
        wayOut: "Shut it.",
        sameAs: ["CKV_AZURE_1", "AZR-000001"],
        wrongIn: () => [],
      },
    ]);
    expect(policyTable(rules).split("\n").slice(2)).toEqual([
      "| `closed` | high | Open \\| shut. | So. | Shut it. | CKV_AZURE_1, AZR-000001 |",
    ]);
  });

  it("is current: `npm run docs` would change nothing", () => {
    const text = readFileSync(join(__dirname, "..", "..", packReadme.file), "utf8");
    expect(withTable(text, packReadme, policyTable())).toBe(text);
  });
});
