import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseStackFile } from "../cli/settings/stackFile";
import { wrongSettings } from "../cli/settings/wrongSettings";

const repository = join(__dirname, "..");

// `pulumi new` copies the repository, gives the copy's project another name, and replaces placeholders in every file.
describe("as a template", () => {
  it("no file has what `pulumi new` takes for a placeholder (project_templates.go, transform)", () => {
    const placeholders = ["PROJECT", "DESCRIPTION"].flatMap((name) => ["-e", `\${${name}}`]);
    const found = () =>
      execFileSync(
        "git",
        ["grep", "--untracked", "--files-with-matches", "--fixed-strings", ...placeholders],
        {
          cwd: repository,
          encoding: "utf8",
        },
      );
    // git grep ends with 1 where it finds nothing.
    expect(found).toThrow(expect.objectContaining({ status: 1, stdout: "" }) as Error);
  });

  it("the stack's file to copy holds in a project of any name", () => {
    const file = parseStackFile(readFileSync(join(repository, "Pulumi.dev.yaml"), "utf8"));
    expect(wrongSettings(file, "hackathon", new Date("2026-01-01"))).toEqual([]);
  });
});
