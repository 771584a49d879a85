import { existsSync } from "node:fs";
import { join } from "node:path";
import { mockedTests } from "../../bench/program";

it("the program's benchmark runs folders of tests that exist", () => {
  const root = join(__dirname, "..", "..");
  expect(mockedTests.filter((folder) => !existsSync(join(root, folder)))).toEqual([]);
  expect(mockedTests.length).toBeGreaterThan(0);
});
