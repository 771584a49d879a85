import { spawnSync } from "node:child_process";
import { join } from "node:path";

it("notebooks that begin at the same moment are all parsed", () => {
  const notebook = join(__dirname, "..", "..", "..", "notebooks", "ingest.py");
  const { stdout, stderr } = spawnSync("python3", ["-B", join(__dirname, "parsing.py"), notebook], {
    encoding: "utf8",
  });
  expect([stdout, stderr]).toEqual(["[]\n", ""]);
});
