import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { readHubOffsets } from "../../../clients/hubOffsets";
import { createSimulatedCloud, type SimulatedCloud } from "../../../emulator";
import { runProgram, type Deployment } from "../../../emulator/inProcess";
import { RunningServices } from "../../../emulator/runningServices";
import { realLaunchers } from "../../../emulator/services/launchers";
import { bundleGenerator } from "../../../generator/bundle";
import { readLedger } from "../../../generator/ledger";
import challenge from "../../../index";
import { prepareToolchain } from "../../../runtime/toolchain";
import { countOffsets } from "../../../verify/offsets";
import { until } from "../../generator/namespace";
import { FakeTools } from "./fakeLaunchers";

const settings = {
  team: "red",
  owner: "coach@contoso.com",
  expires: "2126-12-31",
  throughStep: "5",
  generator: "builtin",
  clicksPerSecond: "400",
  clicksPattern: "shop",
};

const fakes = new FakeTools();
let folder: string;
let services: RunningServices;
let cloud: SimulatedCloud;
let outputs: Deployment["outputs"];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "builtin-"));
  const toolchain = await prepareToolchain({
    folder: join(__dirname, "..", "..", "..", ".local", "toolchain"),
  });
  // A real broker and a real generator; nobody asks for Spark here.
  const launchers = { ...realLaunchers, startSpark: fakes.startSpark };
  services = new RunningServices({ challenges: folder, name: "red", toolchain, launchers });
  cloud = createSimulatedCloud({ localServices: services });
  ({ outputs } = await runProgram({
    program: challenge,
    cloud,
    config: settings,
    project: "clickstream-challenge",
    stack: "red",
  }));
}, 300_000);

afterAll(async () => {
  await services?.close();
  await fakes.end();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** What Linux says of the generator's process. */
function processFile(name: "cmdline" | "environ"): string[] {
  const pid = services.generators[0]?.process.pid ?? 0;
  return readFileSync(`/proc/${pid}/${name}`, "utf8").split("\0").filter(Boolean);
}

it("the program's container runs the very file of its volume, with its variables and no others", async () => {
  const [program = "", file = "", ...rest] = processFile("cmdline");
  expect([basename(program), basename(file)]).toEqual(["node", "generator.mjs"]);
  expect(file.startsWith(folder)).toBe(true);
  expect(readFileSync(file, "utf8")).toBe(await bundleGenerator());
  expect(rest.filter((word) => word.startsWith("--"))).toEqual([
    "--ledger",
    "--ca",
    "--address",
    "--end-with-input",
  ]);
  const [host = ""] = [...services.brokers.keys()];
  expect(processFile("environ").map((line) => line.replace(/^(sasKeyValue)=.{44}$/, "$1=KEY"))).toEqual([
    `hostName=${host.split(".")[0]}`,
    "sasKeyName=send",
    "sasKeyValue=KEY",
    "eventHubName=test",
    "clicksPerSecond=400",
    "clicksPattern=shop",
  ]);
});

/** How many clicks the hub has, asked with the notebook's Listen rule. */
async function clicksInHub(): Promise<number> {
  const [broker] = services.brokers.values();
  const { primaryConnectionString } = await cloud.call("azure-native:eventhub:listEventHubKeys", {
    resourceGroupName: outputs["resourceGroupName"],
    namespaceName: outputs["eventHubsNamespace"],
    eventHubName: "test",
    authorizationRuleName: "listen",
  });
  const offsets = await readHubOffsets({
    bootstrapServers: String(outputs["bootstrapServers"]),
    eventHub: "test",
    connectionString: String(primaryConnectionString),
    address: broker?.address ?? "",
    certificateAuthority: readFileSync(broker?.certificateAuthority.pemFile ?? "", "utf8"),
  });
  return countOffsets(new Map([...offsets].map(([partition, range]) => [partition, [range]])));
}

it("it is started again when it is killed, and each click that it counts is in the hub once", async () => {
  const [generator] = services.generators;
  if (generator === undefined) throw new Error("there is no generator");
  const { process: container, ledgerFile } = generator;
  await until(async () => (await readLedger(ledgerFile)).sent > 50);
  process.kill(container.pid, "SIGKILL");
  await until(async () => (await readLedger(ledgerFile)).starts === 2);
  const before = (await readLedger(ledgerFile)).sent;
  await until(async () => (await readLedger(ledgerFile)).sent > before + 50);
  await container.stop();
  const { sent, uncertain } = await readLedger(ledgerFile);
  const inHub = await clicksInHub();
  expect(inHub).toBeGreaterThanOrEqual(sent);
  expect(inHub).toBeLessThanOrEqual(sent + uncertain);
}, 60_000);
