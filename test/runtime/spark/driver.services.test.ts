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
import { controlCases } from "./controlCases";
import { readingCases } from "./readingCases";
import { runnerCases } from "./runnerCases";
import { statementCases } from "./statementCases";
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

statementCases(open);
readingCases(open);
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
  const pids = [driver.pid, await driver.jvmPid()];
  await driver.stop();
  expect(pids.filter(isAlive)).toEqual([]);
  await expect(fetch(driver.sqlUrl)).rejects.toThrow();
  expect(existsSync(open().folder)).toBe(true);
});
