import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..", "..");

describe("npm run acceptance", () => {
  it("says first how long it takes and what it costs, and does nothing where nobody says yes", () => {
    const folder = mkdtempSync(join(tmpdir(), "acceptance-"));
    try {
      // Neither an engine nor the Azure CLI is on this PATH: whatever began would fail.
      const ended = spawnSync(
        process.execPath,
        ["--require", "./scripts/typescript.cjs", "cli/acceptance/main.ts", "--report", join(folder, "a.md")],
        { cwd: root, input: "no\n", encoding: "utf8", env: { PATH: "/nonexistent", HOME: folder } },
      );
      expect({ ...ended, output: undefined, pid: undefined }).toMatchObject({ status: 0, stderr: "" });
      expect(ended.stdout).toContain("about an hour, and at most 5 USD");
      expect(ended.stdout).toMatch(/Type yes to go on: $/);
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
