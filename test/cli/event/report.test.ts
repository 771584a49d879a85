import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSimulatedCloud } from "../../../emulator";
import { armResourcesOf } from "../../../emulator/armRest/cloud";
import { serveArm } from "../../../emulator/armRest/server";
import { eventFolder } from "../../../event/eventFolder";
import { Journal } from "../../../event/journal/journal";
import type { EventReport } from "../../../event/report/eventReport";
import { runEvent } from "./eventProgram";

jest.setTimeout(120_000);

const NAME = "told-afterwards";
const SUBSCRIPTION = "00000000-0000-4000-8000-000000000012";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "report-"));
  await writeFile(
    join(folder, "event.yaml"),
    [
      `event: ${NAME}`,
      "owner: coach@contoso.com",
      "expires: 2027-03-13",
      `places: [{ subscription: ${SUBSCRIPTION}, regions: [westeurope] }]`,
      "teams: [red]",
    ].join("\n"),
  );
  const journal = await Journal.open((await eventFolder(NAME, false)).journal);
  await journal.note({ team: "red", verb: "up", phase: "started" });
  await journal.note({ team: "red", verb: "up", phase: "done", step: 4 });
  await journal.note({ team: "red", verb: "down", phase: "done", step: 0 });
  await journal.close();
});
afterAll(async () => {
  const { root } = await eventFolder(NAME, false);
  for (const each of [folder, root]) await rm(each, { recursive: true, force: true });
});

describe("report, on a machine without an engine, after `down`", () => {
  it("prints what the journal has, and that Cost Management could not be asked", async () => {
    const arm = await serveArm(
      armResourcesOf(createSimulatedCloud({ identity: { subscriptionId: SUBSCRIPTION } })),
    );
    arm.fail({
      method: "POST",
      path: /CostManagement\/query$/,
      status: 403,
      code: "RBACAccessDenied",
      message: "no",
    });
    const variables = { AZURE_RESOURCE_MANAGER_ENDPOINT: arm.address };
    const { code, stdout } = await runEvent(folder, ["report", "--format", "json"], variables);
    await arm.stop();
    const { event, teams, notes } = JSON.parse(stdout) as EventReport;
    expect([code, event, teams.map(({ team, steps }) => [team, steps.map(({ step }) => step)])]).toEqual([
      0,
      NAME,
      [["red", [4]]],
    ]);
    expect(notes).toContain(`billed: subscription ${SUBSCRIPTION} is unknown: 403 RBACAccessDenied: no`);
    expect(teams[0]?.billed).toBeNull();
  });

  it("asks nobody with --no-billed, and writes what only the own user can read", async () => {
    const { code, stdout } = await runEvent(folder, [
      "report",
      "--no-billed",
      "--format",
      "csv",
      "--out",
      "r.csv",
    ]);
    expect([code, stdout]).toEqual([0, ""]);
    const written = join(folder, "r.csv");
    expect(await readFile(written, "utf8")).toMatch(/^\uFEFF"team",.*\r\n"red","red",/);
    expect((await stat(written)).mode & 0o777).toBe(0o600);
  });
});
