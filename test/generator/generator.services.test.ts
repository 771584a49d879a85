import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { KAFKA_PORT } from "../../clients/eventHubs";
import { listenLikeABroker } from "../../faults/relay";
import { readLedger, type Ledger } from "../../generator/ledger";
import { buildGenerator } from "../../runtime/generator/build";
import { GeneratorProcess, type GeneratorProcessOptions } from "../../runtime/generator/process";
import { Broker } from "../../runtime/kafka/broker";
import { prepareToolchain } from "../../runtime/toolchain";
import { connectionString, hubClient, PATIENT, receive } from "../runtime/kafka/hubClient";

const PARTITIONS = 4;
const SEND_KEY = "c2VuZC1rZXk=";
const listen = { rule: "listen", key: "bGlzdGVuLWtleQ==" };

const nothing: Ledger = {
  sent: 0,
  perProduct: new Map(),
  offsets: [],
  uncertain: 0,
  uncertainPerProduct: new Map(),
  starts: 0,
};

let folder: string;
let broker: Broker;
const generators: GeneratorProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "generator-"));
  const toolchain = await prepareToolchain({ folder: join(__dirname, "..", "..", ".local", "toolchain") });
  broker = await Broker.start({ namespace: "clicks-gen1", folder: join(folder, "namespace"), toolchain });
}, 300_000);

afterAll(async () => {
  await Promise.all(generators.map((generator) => generator.stop()));
  await broker?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** A generator for a hub of its own; `log` is what it said. */
async function start(
  hub: string,
  environment: Record<string, string> = {},
  options: Partial<GeneratorProcessOptions> = {},
): Promise<{ generator: GeneratorProcess; ledger: () => Promise<Ledger>; log: () => string }> {
  await broker.createTopic(hub, PARTITIONS, 3_600_000);
  await broker.putRule({ hub, name: "send", key: SEND_KEY, rights: ["Send"] });
  await broker.putRule({ hub, name: "listen", key: listen.key, rights: ["Listen"] });
  const own = join(folder, hub);
  const generator = await GeneratorProcess.start({
    environment: {
      hostName: "clicks-gen1",
      sasKeyName: "send",
      sasKeyValue: SEND_KEY,
      eventHubName: hub,
      ...environment,
    },
    brokerAddress: broker.address,
    certificateAuthority: broker.certificateAuthority,
    ledgerFile: join(own, "ledger"),
    folder: own,
    restartPolicy: "Always",
    ...options,
  });
  generators.push(generator);
  return {
    generator,
    // It does not exist before the generator runs.
    ledger: () => readLedger(join(own, "ledger")).catch(() => nothing),
    log: () => readFileSync(join(own, "generator.log"), "utf8"),
  };
}

/** A relay to the broker that ends the first connections when, encrypted by then, the client begins to log in. */
async function cuttingLogins(target: string, howMany: number) {
  let cuts = 0;
  const cutting = (client: Socket): void => {
    const upstream = connect({ host: target, port: KAFKA_PORT });
    let sent = 0;
    client.on("data", (data) => {
      if (++sent === 2 && cuts < howMany) {
        cuts++;
        client.destroy();
      } else upstream.write(data);
    });
    upstream.pipe(client);
    client.on("error", () => undefined).on("close", () => upstream.destroy());
    upstream.on("error", () => undefined).on("close", () => client.destroy());
  };
  const { address, server } = await listenLikeABroker(() => createServer(cutting));
  const stop = () => new Promise((resolve) => server.close(resolve));
  return { address, cuts: () => cuts, stop };
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await sleep(50);
}

/** How many events each partition of the hub has. */
async function endOffsets(hub: string): Promise<number[]> {
  const admin = hubClient(broker, connectionString(broker, { ...listen, hub })).admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(hub);
  await admin.disconnect();
  return offsets.sort((a, b) => a.partition - b.partition).map(({ offset }) => Number(offset));
}

async function productsIn(hub: string, count: number): Promise<Map<number, number>> {
  const listener = hubClient(broker, connectionString(broker, { ...listen, hub }), { retries: PATIENT });
  const received = await receive(listener, hub, count);
  const products = new Map<number, number>();
  for (const { value } of received) {
    const { productid } = JSON.parse(value) as { productid: number };
    products.set(productid, (products.get(productid) ?? 0) + 1);
  }
  return products;
}

/** The topic has exactly what the ledger says, at the offsets that the ledger says. */
async function expectEqual(hub: string, ledger: Ledger): Promise<void> {
  expect(ledger.uncertain).toBe(0);
  const ends = await endOffsets(hub);
  expect(ledger.offsets).toEqual(ends.map((count, partition) => ({ partition, offset: 0, count })));
  expect(await productsIn(hub, ledger.sent)).toEqual(ledger.perProduct);
}

it("every click is in the hub once, evenly in all partitions; SIGTERM ends it in order", async () => {
  const { generator, ledger, log } = await start("steady", { clicksPerSecond: "500" });
  await until(async () => (await ledger()).sent >= 1_000);
  await generator.stop();
  expect(await generator.exited).toEqual({ code: 0, signal: null });
  const told = await ledger();
  await expectEqual("steady", told);
  const ends = await endOffsets("steady");
  expect(Math.max(...ends) - Math.min(...ends)).toBeLessThanOrEqual(1);
  expect(log()).toMatch(
    /^Clicks for the hub steady of clicks-gen1\.servicebus\.windows\.net, 500 a second, seed \d+\.$/m,
  );
  expect(log()).toContain(`${told.sent} clicks sent`);
  expect(log()).not.toContain(SEND_KEY);
}, 60_000);

it("its environment is the container's, and its arguments hold no key", async () => {
  const { generator } = await start("seen");
  const process = `/proc/${generator.pid}`;
  if (existsSync(process)) {
    const environment = readFileSync(`${process}/environ`, "utf8").split("\0").filter(Boolean);
    expect(environment.sort()).toEqual([
      "eventHubName=seen",
      "hostName=clicks-gen1",
      "sasKeyName=send",
      `sasKeyValue=${SEND_KEY}`,
    ]);
    expect(readFileSync(`${process}/cmdline`, "utf8")).not.toContain(SEND_KEY);
  }
  await generator.stop();
}, 30_000);

it("kill -9 of the broker loses no click and doubles none", async () => {
  const { generator, ledger, log } = await start("outage", { clicksPerSecond: "max" });
  await until(async () => (await ledger()).sent > 5_000);
  const { restarts } = broker;
  process.kill(broker.pid, "SIGKILL");
  await until(() => broker.restarts > restarts);
  const before = (await ledger()).sent;
  await until(async () => (await ledger()).sent > before + 5_000);
  await generator.stop();
  expect({ restarts: generator.restarts, log: log() }).toEqual({
    restarts: 0,
    log: expect.stringMatching(/^No connection: .*; trying again\.$/m),
  });
  const told = await ledger();
  expect(told.starts).toBe(1);
  await expectEqual("outage", told);
}, 90_000);

it("a connection lost in the midst of the login is no refusal", async () => {
  const relay = await cuttingLogins(broker.address, 2);
  try {
    const { generator, ledger, log } = await start(
      "cut",
      { clicksPerSecond: "500" },
      { brokerAddress: relay.address },
    );
    await until(async () => (await ledger()).sent > 500 || generator.restarts > 0);
    await generator.stop();
    expect({ cuts: relay.cuts(), restarts: generator.restarts, log: log() }).toEqual({
      cuts: 2,
      restarts: 0,
      log: expect.stringMatching(/^No connection: .*; trying again\.$/m),
    });
    await expectEqual("cut", await ledger());
  } finally {
    await relay.stop();
  }
}, 60_000);

it("kill -9 of the generator: it is started again, and only what was on its way is uncertain", async () => {
  const { generator, ledger } = await start("killed", { clicksPerSecond: "max" });
  await until(async () => (await ledger()).sent > 3_000);
  process.kill(generator.pid, "SIGKILL");
  await until(async () => (await ledger()).starts === 2);
  const before = (await ledger()).sent;
  await until(async () => (await ledger()).sent > before + 3_000);
  await generator.stop();
  expect(generator.restarts).toBe(1);
  const told = await ledger();
  expect(told.uncertain).toBeLessThanOrEqual(4_000);
  const arrived = (await endOffsets("killed")).reduce((sum, count) => sum + count, 0);
  expect(arrived).toBeGreaterThanOrEqual(told.sent);
  expect(arrived).toBeLessThanOrEqual(told.sent + told.uncertain);
  // Whatever arrived of the uncertain ones, the others are all there, once.
  const products = await productsIn("killed", arrived);
  for (const [product, count] of told.perProduct) {
    const most = count + (told.uncertainPerProduct.get(product) ?? 0);
    expect(products.get(product)).toBeGreaterThanOrEqual(count);
    expect(products.get(product)).toBeLessThanOrEqual(most);
  }
}, 60_000);

it("what the hub refuses ends it with the reason, and the restart policy decides", async () => {
  const wrong = await start("refused", { sasKeyValue: "d3Jvbmc=" }, { restartPolicy: "Never" });
  expect(await wrong.generator.exited).toEqual({ code: 1, signal: null });
  expect(wrong.generator.restarts).toBe(0);
  expect(wrong.log()).toContain(
    "The SharedAccessKey is not the one of the authorization rule send of the hub refused.",
  );
  expect(wrong.log()).not.toContain("d3Jvbmc=");

  const reader = await start(
    "unsendable",
    { sasKeyName: "listen", sasKeyValue: listen.key },
    { restartPolicy: "OnFailure" },
  );
  await until(() => reader.generator.restarts > 0);
  await reader.generator.stop();
  expect(reader.log()).toMatch(/authoriz/i);
}, 30_000);

it("an environment that lacks something is refused, naming it", async () => {
  const { generator, log } = await start("lacking", { hostName: "" }, { restartPolicy: "Never" });
  expect(await generator.exited).toEqual({ code: 1, signal: null });
  expect(log()).toBe(
    "hostName is not set: it must be the Event Hubs namespace's short name, without .servicebus.windows.net.\n",
  );
}, 30_000);

it("told so, it ends when its input does", async () => {
  const child = spawn(
    process.execPath,
    [await buildGenerator(), "--address", "127.0.0.1", "--end-with-input"],
    {
      env: { hostName: "clicks-none", sasKeyName: "send", sasKeyValue: "a2V5", eventHubName: "test" },
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  child.stdin.end();
  expect(await ended).toBe(0);
}, 30_000);
