import { existsSync } from "node:fs";
import { checkpointCases } from "../../notebooks/checkpointCases";
import { clickBytesCases } from "../../notebooks/clickBytesCases";
import { cutCases } from "../../notebooks/cutCases";
import { exploreCases } from "../../notebooks/exploreCases";
import { handsCases } from "../../notebooks/handsCases";
import { ingestCases } from "../../notebooks/ingestCases";
import { maintenanceCases } from "../../notebooks/maintenanceCases";
import { unobservedCases } from "../../notebooks/unobservedCases";
import { isAlive } from "../../../runtime/alive";
import { askingCases } from "./askingCases";
import { controlCases } from "./controlCases";
import { heavyCases } from "./heavyCases";
import { planCases } from "./planCases";
import { readingCases } from "./readingCases";
import { runnerCases } from "./runnerCases";
import { startCases } from "./startCases";
import { statementCases } from "./statementCases";
import { tableCases } from "./tableCases";
import { SparkWorkspace } from "../../sparkWorkspace";

// All that needs Spark, one after the other: starting it costs more than any of them.
jest.setTimeout(600_000);

let workspace: SparkWorkspace | undefined;

beforeAll(async () => {
  workspace = await SparkWorkspace.open();
});

afterAll(async () => {
  await workspace?.close();
});

const open = (): SparkWorkspace => {
  if (workspace === undefined) throw new Error("The workspace did not open.");
  return workspace;
};

startCases();
statementCases(open);
tableCases(open);
planCases(open);
readingCases(open);
askingCases(open);
heavyCases(open);
runnerCases(open);
exploreCases(open);
ingestCases(open);
controlCases(open);
checkpointCases(open);
unobservedCases(open);
clickBytesCases(open);
handsCases(open);
cutCases(open);
maintenanceCases(open);

it("nothing is left of a driver that was stopped", async () => {
  const { driver } = open();
  const pids = [driver.pid, await driver.jvmPid(), ...(await driver.questionPids())];
  await driver.stop();
  expect(pids.filter(isAlive)).toEqual([]);
  await expect(fetch(driver.sqlUrl)).rejects.toThrow();
  expect(existsSync(open().folder)).toBe(true);
});
