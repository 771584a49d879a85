import { existsSync } from "node:fs";
import { isAlive } from "../../../runtime/alive";
import { askingCases } from "./askingCases";
import { controlCases } from "./controlCases";
import { heavyCases } from "./heavyCases";
import { openWorkspace } from "./openWorkspace";
import { planCases } from "./planCases";
import { readingCases } from "./readingCases";
import { startCases } from "./startCases";
import { statementCases } from "./statementCases";
import { tableCases } from "./tableCases";

jest.setTimeout(600_000);

const open = openWorkspace();

startCases();
statementCases(open);
tableCases(open);
planCases(open);
readingCases(open);
askingCases(open);
heavyCases(open);
controlCases(open);

it("nothing is left of a driver that was stopped", async () => {
  const { driver } = open();
  const pids = [driver.pid, await driver.jvmPid(), ...(await driver.questionPids())];
  await driver.stop();
  expect(pids.filter(isAlive)).toEqual([]);
  await expect(fetch(driver.sqlUrl)).rejects.toThrow();
  expect(existsSync(open().folder)).toBe(true);
});
