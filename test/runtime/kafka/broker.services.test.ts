import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kafka, logLevel } from "kafkajs";
import { AddressClaim, freeAddresses } from "../../../runtime/kafka/addresses";
import { Broker } from "../../../runtime/kafka/broker";
import { prepareToolchain, type Toolchain } from "../../../runtime/toolchain";
import {
  connectionString,
  hubClient,
  ownerAccess,
  PATIENT,
  receive,
  send,
  type ClientOptions,
} from "./hubClient";

const HOUR_MS = 3_600_000;
const sendRule = { rule: "send", key: "c2VuZC1rZXk=" };
const listen = { rule: "listen", key: "bGlzdGVuLWtleQ==" };

let folder: string;
let toolchain: Toolchain;
let broker: Broker;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "broker-"));
  toolchain = await prepareToolchain({ folder: join(__dirname, "..", "..", "..", ".local", "toolchain") });
  broker = await Broker.start({ namespace: "clicks-a1b2", folder: join(folder, "namespace"), toolchain });
  await broker.createTopic("test", 3, HOUR_MS);
  await broker.createTopic("other", 1, HOUR_MS);
  await broker.putRule({ hub: "test", name: "send", key: sendRule.key, rights: ["Send"] });
  await broker.putRule({ hub: "test", name: "listen", key: listen.key, rights: ["Listen"] });
}, 300_000);

afterAll(async () => {
  await broker?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

const as = (
  credentials: { rule: string; key: string; hub?: string; host?: string },
  options?: ClientOptions,
) => hubClient(broker, connectionString(broker, credentials), options);

it("what Send writes Listen reads, with the broker's time", async () => {
  const before = Date.now();
  await send(as(sendRule), "test", ["one", "two", "three"]);
  const received = await receive(as(listen, { retries: PATIENT }), "test", 3, "first");
  expect(received.map(({ value }) => value).sort()).toEqual(["one", "three", "two"]);
  for (const { timestamp } of received) {
    expect(timestamp).toBeGreaterThanOrEqual(before);
    expect(timestamp).toBeLessThanOrEqual(Date.now());
  }
}, 30_000);

it("Send cannot read", async () => {
  await expect(receive(as(sendRule), "test", 1, "senders")).rejects.toThrow(
    /group coordinator|authorized|authorization/i,
  );
}, 30_000);

it("Listen cannot write", async () => {
  await expect(send(as(listen), "test", ["x"])).rejects.toThrow(/authoriz/i);
});

it("a rule of one hub is worth nothing at another one", async () => {
  await expect(send(as(sendRule), "other", ["x"])).rejects.toThrow(/authoriz/i);
  await expect(receive(as(listen), "other", 1, "others")).rejects.toThrow(/authoriz/i);
}, 30_000);

it("nobody creates a hub by sending to it", async () => {
  await expect(send(as(sendRule), "new", ["x"])).rejects.toThrow(/authoriz/i);
  await broker.putRule({ hub: "new", name: "manage", key: "bWFuYWdl", rights: ["Manage"] });
  const manager = as({ rule: "manage", key: "bWFuYWdl", hub: "new" });
  await expect(send(manager, "new", ["x"])).rejects.toThrow(/does not host this topic-partition/);
  const admin = manager.admin();
  await admin.connect();
  try {
    await expect(admin.createTopics({ topics: [{ topic: "new" }] })).rejects.toThrow(/authoriz|error/i);
    expect(await admin.listTopics()).toEqual([]);
  } finally {
    await admin.disconnect();
  }
}, 30_000);

const HOST = "clicks-a1b2.servicebus.windows.net";
const own = `Endpoint=sb://${HOST}/;SharedAccessKeyName=send;SharedAccessKey=${sendRule.key};EntityPath=test`;
it.each([
  [
    "a wrong key",
    own.replace(sendRule.key, "d3Jvbmc="),
    "The SharedAccessKey is not the one of the authorization rule send of the hub test.",
  ],
  [
    "another rule's key",
    own.replace(sendRule.key, listen.key),
    "The SharedAccessKey is not the one of the authorization rule send of the hub test.",
  ],
  [
    "another namespace",
    own.replace("a1b2", "zzzz"),
    `The connection string is for clicks-zzzz.servicebus.windows.net, this is ${HOST}.`,
  ],
  [
    "an unknown rule",
    own.replace("=send;", "=sender;"),
    `The hub test of ${HOST} has no authorization rule sender.`,
  ],
  [
    "a hub without that rule",
    own.replace("=test", "=other"),
    `The hub other of ${HOST} has no authorization rule send.`,
  ],
  [
    "EntityPath twice",
    `${own};EntityPath=test`,
    "The connection string gives EntityPath twice: the connection string of a hub's own rule already ends with it.",
  ],
  ["no EntityPath", own.replace(/;EntityPath.*/, ""), "The connection string has no EntityPath."],
  ["no endpoint", own.replace(/^[^;]*;/, ""), "The connection string has no Endpoint."],
  [
    "an endpoint of another kind",
    own.replace("sb://", "https://"),
    `The connection string's Endpoint is 'https://${HOST}/': it must be sb://NAMESPACE.servicebus.windows.net/.`,
  ],
  [
    "a signature",
    own.replace(/SharedAccessKeyName.*;Entity/, "SharedAccessSignature=s;Entity"),
    "The connection string carries a SharedAccessSignature: Kafka clients need SharedAccessKeyName and SharedAccessKey.",
  ],
  [
    "no connection string",
    "secret",
    "The password is not an Event Hubs connection string: a part of it has no '='.",
  ],
])("%s is refused, saying why", async (_case, password, message) => {
  await expect(send(hubClient(broker, password), "test", ["x"])).rejects.toThrow(
    new Error(`SASL PLAIN authentication failed: ${message}`),
  );
});

it("another user is refused, and no key is in the log", async () => {
  await expect(send(hubClient(broker, own, { username: "admin" }), "test", ["x"])).rejects.toThrow(
    "The user is 'admin': it must be $ConnectionString, with the connection string as the password.",
  );
  const log = readFileSync(join(folder, "namespace", "broker.log"), "utf8");
  expect(log).toContain("The user is 'admin'");
  for (const secret of [sendRule.key, listen.key, "d3Jvbmc="]) expect(log).not.toContain(secret);
});

it("rules of the same name at two hubs have nothing in common", async () => {
  await broker.putRule({ hub: "other", name: "send", key: "b3RoZXI=", rights: ["Listen"] });
  await expect(send(as({ rule: "send", key: "b3RoZXI=", hub: "other" }), "other", ["x"])).rejects.toThrow(
    /authoriz/i,
  );
  await send(as(sendRule), "test", ["x"]);
  await broker.deleteRule("other", "send");
  await send(as(sendRule), "test", ["x"]);
});

it("a changed key, changed rights and a removed rule count at once", async () => {
  const rule = { hub: "test", name: "changing", key: "Zmlyc3Q=", rights: ["Send"] as const };
  await broker.putRule(rule);
  await send(as({ rule: "changing", key: "Zmlyc3Q=" }), "test", ["x"]);
  await broker.putRule({ ...rule, key: "c2Vjb25k" });
  await expect(send(as({ rule: "changing", key: "Zmlyc3Q=" }), "test", ["x"])).rejects.toThrow(
    /SharedAccessKey is not/,
  );
  await send(as({ rule: "changing", key: "c2Vjb25k" }), "test", ["x"]);
  await broker.putRule({ ...rule, key: "c2Vjb25k", rights: ["Listen"] });
  await expect(send(as({ rule: "changing", key: "c2Vjb25k" }), "test", ["x"])).rejects.toThrow(/authoriz/i);
  await broker.deleteRule("test", "changing");
  await expect(send(as({ rule: "changing", key: "c2Vjb25k" }), "test", ["x"])).rejects.toThrow(
    /has no authorization rule/,
  );
});

it("a name or key that would break the rules' file is refused", async () => {
  const rule = { hub: "test", name: "x", key: "a2V5", rights: ["Send"] as const };
  await expect(broker.putRule({ ...rule, key: "a\ntest/send=b" })).rejects.toThrow(/nor may its key/);
  await expect(broker.putRule({ ...rule, name: "a=b" })).rejects.toThrow(/rule "a=b"/);
});

it("there is no way in beside the namespace's own", async () => {
  const properties = readFileSync(join(folder, "namespace", "server.properties"), "utf8");
  const listeners = /^listeners=(.*)$/m.exec(properties)?.[1]?.split(",") ?? [];
  expect(listeners.map((listener) => listener.replace(/:[1-9]\d*$/, ""))).toEqual([
    `EVENTHUBS://${broker.address}`,
    // Chosen by the broker: a port that was looked for beforehand could be somebody else's by then.
    `ADMIN://${broker.address}:0`,
    `CONTROLLER://${broker.address}`,
  ]);
  const client = new Kafka({
    brokers: [ownerAccess(join(folder, "namespace")).address],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
    sasl: { mechanism: "plain", username: "admin", password: "admin" },
  }).admin();
  await expect(client.connect()).rejects.toThrow(/Invalid username or password/);
  await client.disconnect();
});

it("secrets are in files of its owner alone, and not in its arguments", () => {
  for (const file of ["rules", "server.properties", "keystore.pem", "broker.log"]) {
    expect((statSync(join(folder, "namespace", file)).mode & 0o777).toString(8)).toBe("600");
  }
  const commandLine = `/proc/${broker.pid}/cmdline`;
  if (!existsSync(commandLine)) return;
  const password = /password="([^"]+)"/.exec(
    readFileSync(join(folder, "namespace", "server.properties"), "utf8"),
  )?.[1];
  expect(password).toHaveLength(32);
  const text = readFileSync(commandLine, "utf8");
  for (const secret of [sendRule.key, listen.key, password ?? ""]) expect(text).not.toContain(secret);
});

it("a hub is created once, with its partitions, and removed", async () => {
  await expect(broker.createTopic("test", 1, HOUR_MS)).rejects.toThrow("There is a topic test already.");
  await broker.createTopic("short", 2, HOUR_MS);
  await broker.putRule({ hub: "short", name: "manage", key: "bWFuYWdl", rights: ["Manage"] });
  const admin = as({ rule: "manage", key: "bWFuYWdl", hub: "short" }).admin();
  await admin.connect();
  const { topics } = await admin.fetchTopicMetadata({ topics: ["short"] });
  expect(topics[0]?.partitions).toHaveLength(2);
  await admin.disconnect();
  await broker.deleteTopic("short");
  await broker.createTopic("short", 1, HOUR_MS);
  await broker.deleteTopic("short");
});

it("a second namespace has an address of its own and ends without a trace", async () => {
  const second = await Broker.start({ namespace: "clicks-c3d4", folder: join(folder, "second"), toolchain });
  try {
    expect(second.address).not.toBe(broker.address);
    expect(second.host).toBe("clicks-c3d4.servicebus.windows.net");
    await second.createTopic("test", 1, HOUR_MS);
    await second.putRule({ hub: "test", name: "send", key: sendRule.key, rights: ["Send"] });
    await send(hubClient(second, connectionString(second, sendRule)), "test", ["x"]);
    await expect(send(hubClient(second, connectionString(broker, sendRule)), "test", ["x"])).rejects.toThrow(
      `The connection string is for ${broker.host}, this is ${second.host}.`,
    );
  } finally {
    await second.stop();
  }
  expect(() => process.kill(second.pid, 0)).toThrow(/ESRCH/);
  expect(await isListening(second.address)).toBe(false);
  const claim = await AddressClaim.take(second.address);
  expect(claim?.address).toBe(second.address);
  claim?.release();
  await expect(second.exited).resolves.toMatchObject({ signal: null });
}, 60_000);

it("after kill -9 it is there again: same address, same events, same rules", async () => {
  await broker.createTopic("kept", 1, HOUR_MS);
  await broker.putRule({ hub: "kept", name: "both", key: "Ym90aA==", rights: ["Send", "Listen"] });
  const both = as({ rule: "both", key: "Ym90aA==", hub: "kept" }, { retries: PATIENT });
  await send(both, "kept", ["before"]);
  const { address, pid } = broker;
  process.kill(pid, "SIGKILL");
  // Waits until it serves again. Nobody else who starts meanwhile takes its address.
  while (broker.restarts === 0) {
    expect((await freeAddresses().next()).value).not.toBe(address);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await broker.putRule({ hub: "kept", name: "late", key: "bGF0ZQ==", rights: ["Send"] });
  expect(broker.address).toBe(address);
  expect(broker.pid).not.toBe(pid);
  await send(both, "kept", ["after"]);
  const values = (await receive(both, "kept", 2, "keepers")).map(({ value }) => value);
  expect(values).toEqual(["before", "after"]);
}, 60_000);

it("after each start its owner has another password: who took the port of one that died knows nothing of the next", async () => {
  const before = ownerAccess(join(folder, "namespace"));
  await broker.restart();
  const after = ownerAccess(join(folder, "namespace"));
  expect(before.password).toHaveLength(32);
  expect(after.password).not.toBe(before.password);
  const client = (password: string) =>
    new Kafka({
      brokers: [after.address],
      logLevel: logLevel.NOTHING,
      retry: { retries: 0 },
      sasl: { mechanism: "plain", username: "admin", password },
    }).admin();
  const [old, own] = [client(before.password), client(after.password)];
  await expect(old.connect()).rejects.toThrow(/Invalid username or password/);
  await own.connect();
  expect(await own.listTopics()).toContain("test");
  await Promise.all([old.disconnect(), own.disconnect()]);
}, 60_000);

it("more partitions are added once, also while it is killed or restarted", async () => {
  await broker.createTopic("grown", 1, HOUR_MS);
  process.kill(broker.pid, "SIGKILL");
  expect(await broker.addPartitions("grown", 2)).toBe(3);
  const [count] = await Promise.all([broker.addPartitions("grown", 1), broker.restart()]);
  expect(count).toBe(4);
  expect(await broker.addPartitions("grown", 1)).toBe(5);
}, 120_000);

it("a hub that is not there gets no partitions, and nobody waits for it", async () => {
  await expect(broker.addPartitions("absent", 1)).rejects.toThrow(/does not host this topic-partition/);
}, 30_000);

function isListening(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: 9093 });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
