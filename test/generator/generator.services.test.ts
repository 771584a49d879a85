import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { KAFKA_PORT } from "../../clients/eventHubs";
import { listenLikeABroker } from "../../faults/relay";
import { buildGenerator } from "../../runtime/generator/build";
import { listen, Namespace, SEND_KEY, until } from "./namespace";

let namespace: Namespace;

beforeAll(async () => {
  namespace = await Namespace.start("clicks-gen1");
}, 300_000);

afterAll(() => namespace?.stop(), 60_000);

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

it("every click is in the hub once, evenly in all partitions; SIGTERM ends it in order", async () => {
  const { generator, ledger, log } = await namespace.startGenerator("steady", { clicksPerSecond: "500" });
  await until(async () => (await ledger()).sent >= 1_000);
  await generator.stop();
  expect(await generator.exited).toEqual({ code: 0, signal: null });
  const told = await ledger();
  await namespace.expectEqual("steady", told);
  const ends = await namespace.endOffsets("steady");
  expect(Math.max(...ends) - Math.min(...ends)).toBeLessThanOrEqual(1);
  expect(log()).toMatch(
    /^Clicks for the hub steady of clicks-gen1\.servicebus\.windows\.net, 500 a second, seed \d+\.$/m,
  );
  expect(log()).toContain(`${told.sent} clicks sent`);
  expect(log()).not.toContain(SEND_KEY);
}, 60_000);

it("its environment is the container's, and its arguments hold no key", async () => {
  const { generator } = await namespace.startGenerator("seen");
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
  const { generator, ledger, log } = await namespace.startGenerator("outage", { clicksPerSecond: "max" });
  await until(async () => (await ledger()).sent > 5_000);
  const { broker } = namespace;
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
  await namespace.expectEqual("outage", told);
}, 90_000);

it("a connection lost in the midst of the login is no refusal", async () => {
  const relay = await cuttingLogins(namespace.broker.address, 2);
  try {
    const { generator, ledger, log } = await namespace.startGenerator(
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
    await namespace.expectEqual("cut", await ledger());
  } finally {
    await relay.stop();
  }
}, 60_000);

it("kill -9 of the generator: it is started again, and only what was on its way is uncertain", async () => {
  const { generator, ledger } = await namespace.startGenerator("killed", { clicksPerSecond: "max" });
  await until(async () => (await ledger()).sent > 3_000);
  process.kill(generator.pid, "SIGKILL");
  await until(async () => (await ledger()).starts === 2);
  const before = (await ledger()).sent;
  await until(async () => (await ledger()).sent > before + 3_000);
  await generator.stop();
  expect(generator.restarts).toBe(1);
  const told = await ledger();
  expect(told.uncertain).toBeLessThanOrEqual(4_000);
  const arrived = (await namespace.endOffsets("killed")).reduce((sum, count) => sum + count, 0);
  expect(arrived).toBeGreaterThanOrEqual(told.sent);
  expect(arrived).toBeLessThanOrEqual(told.sent + told.uncertain);
  // Whatever arrived of the uncertain ones, the others are all there, once.
  const products = await namespace.productsIn("killed", arrived);
  for (const [product, count] of told.perProduct) {
    const most = count + (told.uncertainPerProduct.get(product) ?? 0);
    expect(products.get(product)).toBeGreaterThanOrEqual(count);
    expect(products.get(product)).toBeLessThanOrEqual(most);
  }
}, 60_000);

it("what the hub refuses ends it with the reason, and the restart policy decides", async () => {
  const wrong = await namespace.startGenerator(
    "refused",
    { sasKeyValue: "d3Jvbmc=" },
    { restartPolicy: "Never" },
  );
  expect(await wrong.generator.exited).toEqual({ code: 1, signal: null });
  expect(wrong.generator.restarts).toBe(0);
  expect(wrong.log()).toContain(
    "The SharedAccessKey is not the one of the authorization rule send of the hub refused.",
  );
  expect(wrong.log()).not.toContain("d3Jvbmc=");

  const reader = await namespace.startGenerator(
    "unsendable",
    { sasKeyName: "listen", sasKeyValue: listen.key },
    { restartPolicy: "OnFailure" },
  );
  await until(() => reader.generator.restarts > 0);
  await reader.generator.stop();
  expect(reader.log()).toMatch(/authoriz/i);
}, 30_000);

it("an environment that lacks something is refused, naming it", async () => {
  const { generator, log } = await namespace.startGenerator(
    "lacking",
    { hostName: "" },
    { restartPolicy: "Never" },
  );
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
