import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { CloudApi, Properties } from "../../../emulator/core/cloudApi";
import { serveProviders, type Operation, type ServedProviders } from "../../../emulator/grpc";
import { decode, encode, UNKNOWN } from "../../../emulator/grpc/properties";

const URN = "urn:pulumi:dev::project::challenge:index:A$azure-native:eventhub:Namespace::stream";

/** Answers from a table, and notes what it was asked. */
class TinyGround implements CloudApi {
  readonly asked: unknown[] = [];
  failure: Error | undefined;
  gone = false;

  configured(provider: string, configuration: Properties): CloudApi {
    this.asked.push(["configured", provider, configuration]);
    return this;
  }
  async check(type: string, inputs: Properties) {
    this.asked.push(["check", type, inputs]);
    return [
      { property: "sku.name", reason: "required" },
      { property: "sku.capacity", reason: "too high" },
    ];
  }
  async diff(type: string, _id: string, old: Properties, news: Properties) {
    this.asked.push(["diff", type, old, news]);
    return {
      properties: {
        "sku.capacity": { kind: "update" },
        "tags.b": { kind: "add" },
        location: { kind: "update-replace" },
      },
      deleteBeforeReplace: true,
    } as const;
  }
  async create(type: string, name: string, inputs: Properties) {
    this.asked.push(["create", type, name, inputs]);
    if (this.failure) throw this.failure;
    return { id: "the-id", outputs: { ...inputs, endpoint: "e" } };
  }
  async read() {
    return this.gone
      ? undefined
      : { id: "the-id", outputs: { alternateName: "k2", tags: { a: 1 }, extra: true } };
  }
  async update(_type: string, id: string, _old: Properties, inputs: Properties) {
    return { id, outputs: inputs };
  }
  async delete(type: string, id: string) {
    this.asked.push(["delete", type, id]);
  }
  async call(token: string, args: Properties) {
    this.asked.push(["call", token, args]);
    return { keys: [args["name"]] };
  }
}

let cloud: TinyGround;
let served: ServedProviders;
let operations: Operation[];
let client: ResourceProviderClient;

beforeEach(async () => {
  cloud = new TinyGround();
  operations = [];
  served = await serveProviders({
    cloud,
    isOwnCode: () => false,
    onOperation: (operation) => operations.push(operation),
  });
  const port = /azure-native:(\d+)/.exec(served.environment["PULUMI_DEBUG_PROVIDERS"] ?? "")?.[1] ?? "";
  client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
});

/** A client of another of the served providers. */
function clientOf(provider: string): ResourceProviderClient {
  const port = new RegExp(`${provider}:(\\d+)`).exec(served.environment["PULUMI_DEBUG_PROVIDERS"] ?? "")?.[1];
  return new ResourceProviderClient(`127.0.0.1:${port ?? ""}`, credentials.createInsecure());
}

afterEach(async () => {
  client.close();
  await served.stop();
});

function ask<Response>(
  send: (done: (error: ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    send((error, response) => {
      if (error) reject(error);
      else resolve(response);
    });
  });
}

describe("a served provider", () => {
  it("tells the cloud how it is configured, for each connection by itself", async () => {
    const seen: unknown[] = [];
    cloud.configured = (_, configuration) =>
      Object.assign(new TinyGround(), { delete: async () => void seen.push(configuration["host"]) });
    const other = new ResourceProviderClient(client.getChannel().getTarget(), credentials.createInsecure(), {
      "grpc.use_local_subchannel_pool": 1,
    });
    for (const [through, host] of [
      [client, "one"],
      [other, "two"],
    ] as const) {
      const request = new proto.ConfigureRequest().setArgs(encode({ host, token: UNKNOWN }));
      await ask<proto.ConfigureResponse>((done) => through.configure(request, done));
    }
    for (const through of [client, other, client]) {
      await ask<Empty>((done) => through.delete(new proto.DeleteRequest().setUrn(URN), done));
    }
    other.close();
    expect(seen).toEqual(["one", "two", "one"]);
  });

  it("attaches, says the SDK's version, and takes secrets and previews", async () => {
    const info = await ask<PluginInfo>((done) => client.getPluginInfo(new Empty(), done));
    expect(info.getVersion()).toBe("3.28.0");
    const shaken = await ask<proto.ProviderHandshakeResponse>((done) =>
      client.handshake(new proto.ProviderHandshakeRequest(), done),
    );
    expect(shaken.getAcceptSecrets()).toBe(true);
    const configured = await ask<proto.ConfigureResponse>((done) =>
      client.configure(new proto.ConfigureRequest(), done),
    );
    expect([configured.getAcceptsecrets(), configured.getSupportspreview()]).toEqual([true, true]);
  });

  it("refuses inputs, except for what is only not known yet", async () => {
    const request = new proto.CheckRequest()
      .setUrn(URN)
      .setNews(encode({ sku: { name: UNKNOWN, capacity: 99 }, plain: "p" }));
    const checked = await ask<proto.CheckResponse>((done) => client.check(request, done));
    expect(cloud.asked).toEqual([
      ["check", "azure-native:eventhub:Namespace", { sku: { capacity: 99 }, plain: "p" }],
    ]);
    expect(checked.getFailuresList().map((failure) => failure.toObject())).toEqual([
      { property: "sku.capacity", reason: "too high" },
    ]);
    expect(decode(checked.getInputs()).values).toEqual({ sku: { name: UNKNOWN, capacity: 99 }, plain: "p" });
  });

  it("says of each property whether it updates or replaces", async () => {
    const request = new proto.DiffRequest().setUrn(URN).setOldInputs(encode({})).setNews(encode({}));
    const found = await ask<proto.DiffResponse>((done) => client.diff(request, done));
    expect(found.getChanges()).toBe(proto.DiffResponse.DiffChanges.DIFF_SOME);
    expect(found.getReplacesList()).toEqual(["location"]);
    expect(found.getDiffsList()).toEqual(["sku", "tags", "location"]);
    expect(found.getDeletebeforereplace()).toBe(true);
    const details = found.getDetaileddiffMap();
    const kinds = details.getEntryList().map(([path]) => [path, details.get(path)?.getKind()]);
    expect(Object.fromEntries(kinds)).toEqual({
      "sku.capacity": proto.PropertyDiff.Kind.UPDATE,
      "tags.b": proto.PropertyDiff.Kind.ADD,
      location: proto.PropertyDiff.Kind.UPDATE_REPLACE,
    });
  });

  it.each([
    ["azure-native", "azure-native:eventhub:Namespace", "what was asked for", "lake//catalog"],
    ["databricks", "databricks:index/catalog:Catalog", "what the service answered", "lake/catalog"],
  ])("of %s compares new inputs (%s) with %s", async (provider, type, _, root) => {
    const other = clientOf(provider);
    const request = new proto.DiffRequest()
      .setUrn(`urn:pulumi:dev::project::${type}::c`)
      .setOldInputs(encode({ root: "lake//catalog", name: "red" }))
      .setOlds(encode({ root: "lake/catalog", owner: "coach" }))
      .setNews(encode({ root: "lake//catalog", name: "red" }));
    await ask<proto.DiffResponse>((done) => other.diff(request, done));
    other.close();
    expect(cloud.asked).toEqual([
      ["diff", type, { root, name: "red" }, { root: "lake//catalog", name: "red" }],
    ]);
  });

  it.each([
    ["nothing", { host: "https://a" }, {}],
    ["a host that nobody knows yet", { host: UNKNOWN }, {}],
    ["another host", { host: "https://b" }, { host: "UPDATE" }],
    ["a setting more, not known yet", { host: "https://a", token: UNKNOWN }, { token: "ADD" }],
    ["a setting less", {}, { host: "DELETE" }],
    ["another setting beside an unknown host", { host: UNKNOWN, authType: "pat" }, { authType: "ADD" }],
  ] as const)("says of a provider with %s what changed, as a bridged one does", async (_, news, expected) => {
    const request = new proto.DiffRequest()
      .setOldInputs(encode({ host: "https://a" }))
      .setOlds(encode({ host: "https://a" }))
      .setNews(encode(news));
    const found = await ask<proto.DiffResponse>((done) => client.diffConfig(request, done));
    const { DIFF_SOME, DIFF_UNKNOWN } = proto.DiffResponse.DiffChanges;
    const names = Object.entries(proto.PropertyDiff.Kind);
    const details = found.getDetaileddiffMap();
    const kinds = details.getEntryList().map(([path]) => {
      const kind = details.get(path)?.getKind();
      return [path, names.find(([, value]) => value === kind)?.[0]];
    });
    expect(Object.fromEntries(kinds)).toEqual(expected);
    expect(found.getDiffsList()).toEqual(Object.keys(expected));
    expect(found.getChanges()).toBe(Object.keys(expected).length > 0 ? DIFF_SOME : DIFF_UNKNOWN);
    expect(found.getReplacesList()).toEqual([]);
  });

  it("keeps a secret a secret: plain for the cloud, marked for the engine", async () => {
    const inputs = encode({ containers: [{ env: [{ name: "sasKeyValue", secureValue: "hush" }] }] }, [
      ["containers", 0, "env", 0, "secureValue"],
    ]);
    const made = await ask<proto.CreateResponse>((done) =>
      client.create(new proto.CreateRequest().setUrn(URN).setProperties(inputs), done),
    );
    expect(cloud.asked).toEqual([
      [
        "create",
        "azure-native:eventhub:Namespace",
        "stream",
        { containers: [{ env: [{ name: "sasKeyValue", secureValue: "hush" }] }] },
      ],
    ]);
    const { values, secret } = decode(made.getProperties());
    expect([made.getId(), values["endpoint"]]).toEqual(["the-id", "e"]);
    expect(secret).toEqual([["containers", 0, "env", 0, "secureValue"]]);
    expect(JSON.stringify(operations)).not.toContain("hush");
  });

  it("creates nothing in a preview", async () => {
    const request = new proto.CreateRequest()
      .setUrn(URN)
      .setPreview(true)
      .setProperties(encode({ a: UNKNOWN }));
    const made = await ask<proto.CreateResponse>((done) => client.create(request, done));
    expect([made.getId(), decode(made.getProperties()).values, cloud.asked]).toEqual([
      "",
      { a: UNKNOWN },
      [],
    ]);
  });

  it("passes the cloud's words on when it refuses", async () => {
    cloud.failure = new Error('Status=409 Code="Conflict" Message="taken"');
    const request = new proto.CreateRequest().setUrn(URN).setProperties(encode({}));
    await expect(ask<proto.CreateResponse>((done) => client.create(request, done))).rejects.toMatchObject({
      details: 'Status=409 Code="Conflict" Message="taken"',
    });
    expect(operations.map(({ method, failed }) => [method, failed])).toEqual([
      ["create", undefined],
      ["create", true],
    ]);
  });

  it("reports what exists although it failed, so that the stack keeps it", async () => {
    const made = { id: "half", outputs: { a: "s" } };
    cloud.failure = Object.assign(new Error("cut off"), { made });
    const request = new proto.CreateRequest().setUrn(URN).setProperties(encode({ a: "s" }, [["a"]]));
    const error: ServiceError = await ask<proto.CreateResponse>((done) => client.create(request, done)).then(
      () => Promise.reject(new Error("it did not fail")),
      (reason: ServiceError) => reason,
    );
    const [bytes] = error.metadata.get("grpc-status-details-bin");
    const [detail] = Status.deserializeBinary(Buffer.from(bytes ?? "")).getDetailsList();
    const failed = detail?.unpack(
      proto.ErrorResourceInitFailed.deserializeBinary,
      "pulumirpc.ErrorResourceInitFailed",
    );
    expect(failed?.getId()).toBe("half");
    expect(failed?.getReasonsList()).toEqual(["cut off"]);
    expect(decode(failed?.getProperties())).toEqual({ values: { a: "s" }, unknown: [], secret: [["a"]] });
    expect(decode(failed?.getInputs())).toEqual({ values: { a: "s" }, unknown: [], secret: [["a"]] });
  });

  it.each([
    [
      "creating",
      (urn: string, through: ResourceProviderClient) =>
        ask<proto.CreateResponse>((done) => through.create(new proto.CreateRequest().setUrn(urn), done)),
    ],
    [
      "updating",
      (urn: string, through: ResourceProviderClient) =>
        ask<proto.UpdateResponse>((done) => through.update(new proto.UpdateRequest().setUrn(urn), done)),
    ],
  ])("names what it was %s where a bridged provider does", async (doing, send) => {
    const urn = "urn:pulumi:dev::project::databricks:index/catalog:Catalog::red";
    const failure = Object.assign(new Error("cut off"), { made: { id: "red", outputs: {} } });
    cloud.failure = failure;
    cloud.update = () => Promise.reject(failure);
    const other = clientOf("databricks");
    const details = send(urn, other).catch(({ details }: ServiceError) => details);
    expect(await details).toBe(`${doing} ${urn}: cut off`);
    other.close();
  });

  it("refreshes a resource that changed, and keeps its secrets secret", async () => {
    const request = new proto.ReadRequest()
      .setUrn(URN)
      .setId("the-id")
      .setInputs(encode({ alternateName: "k", tags: { a: 1 } }, [["alternateName"]]))
      .setProperties(encode({ alternateName: "k", tags: { a: 1 } }, [["alternateName"]]));
    const found = await ask<proto.ReadResponse>((done) => client.read(request, done));
    expect(decode(found.getInputs())).toEqual({
      values: { alternateName: "k2", tags: { a: 1 } },
      unknown: [],
      secret: [["alternateName"]],
    });
    expect(decode(found.getProperties())).toEqual({
      values: { alternateName: "k2", tags: { a: 1 }, extra: true },
      unknown: [],
      secret: [["alternateName"]],
    });
  });

  it("says with an empty id that a resource is gone", async () => {
    cloud.gone = true;
    const found = await ask<proto.ReadResponse>((done) =>
      client.read(new proto.ReadRequest().setUrn(URN).setId("the-id"), done),
    );
    expect(found.getId()).toBe("");
  });

  it("answers functions, and in a preview does not ask about what is not there yet", async () => {
    const known = new proto.InvokeRequest().setTok("a:b:c").setArgs(encode({ name: "n" }));
    const answer = await ask<proto.InvokeResponse>((done) => client.invoke(known, done));
    expect(decode(answer.getReturn()).values).toEqual({ keys: ["n"] });
    const unknown = new proto.InvokeRequest().setTok("a:b:c").setArgs(encode({ name: UNKNOWN }));
    const nothing = await ask<proto.InvokeResponse>((done) => client.invoke(unknown, done));
    expect(decode(nothing.getReturn()).values).toEqual({});
    expect(cloud.asked).toEqual([["call", "a:b:c", { name: "n" }]]);
  });

  it("deletes by id", async () => {
    await ask<Empty>((done) => client.delete(new proto.DeleteRequest().setUrn(URN).setId("the-id"), done));
    expect(cloud.asked).toEqual([["delete", "azure-native:eventhub:Namespace", "the-id"]]);
  });
});
