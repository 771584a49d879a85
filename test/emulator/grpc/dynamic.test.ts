import { credentials, type ServiceError } from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { removalProvider, WorkspaceRemoval } from "../../../components/workspaceRemoval";
import { createSimulatedCloud } from "../../../emulator";
import { onlyCodeOf, serveProviders, type ServedProviders } from "../../../emulator/grpc";
import { decode, encode } from "../../../emulator/grpc/properties";

const URN = "urn:pulumi:dev::project::pulumi-nodejs:dynamic:Resource::removal";
const RAN = "codeFromElsewhereRan";
/** What another user of the machine would send. */
const foreign = `global.${RAN} = true; exports.handler = () => ({
  check: async (_, inputs) => ({ inputs }), diff: async () => ({}), create: async () => ({ id: "x" }),
  read: async (id) => ({ id }), update: async () => ({}), delete: async () => {},
});`;

let served: ServedProviders;
let client: ResourceProviderClient;

beforeAll(async () => {
  served = await serveProviders({ cloud: createSimulatedCloud(), isOwnCode: onlyCodeOf(removalProvider) });
  const port = /pulumi-nodejs:(\d+)/.exec(served.environment["PULUMI_DEBUG_PROVIDERS"] ?? "")?.[1] ?? "";
  client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
});

afterAll(async () => {
  client.close();
  await served.stop();
});

const answer = <T>(send: (done: (error: ServiceError | null, response: T) => void) => unknown) =>
  new Promise<T>(
    (resolve, reject) => void send((error, response) => (error ? reject(error) : resolve(response))),
  );

/** The code as the SDK puts it into the state of this program's own resource. */
async function ownCode(): Promise<string> {
  const inputs = new Promise<Record<string, unknown>>((resolve) => {
    void pulumi.runtime.setMocks({
      newResource: ({ id = "id", inputs: given, type }) => {
        if (type === "pulumi-nodejs:dynamic:Resource") resolve(given);
        return { id, state: given };
      },
      call: () => ({}),
    });
  });
  const args = { workspaceId: "w", managedResourceGroupId: "g", workspaceUrl: "u" };
  void new WorkspaceRemoval("removal", args);
  return String((await inputs)["__provider"]);
}

it.each([
  [
    "check",
    (code: string) =>
      answer((done) =>
        client.check(new proto.CheckRequest().setUrn(URN).setNews(encode({ __provider: code })), done),
      ),
  ],
  [
    "diff",
    (code: string) =>
      answer((done) =>
        client.diff(new proto.DiffRequest().setUrn(URN).setNews(encode({ __provider: code })), done),
      ),
  ],
  [
    "create",
    (code: string) =>
      answer((done) =>
        client.create(
          new proto.CreateRequest().setUrn(URN).setProperties(encode({ __provider: code })),
          done,
        ),
      ),
  ],
  [
    "read",
    (code: string) =>
      answer((done) =>
        client.read(new proto.ReadRequest().setUrn(URN).setProperties(encode({ __provider: code })), done),
      ),
  ],
  [
    "update",
    (code: string) =>
      answer((done) =>
        client.update(new proto.UpdateRequest().setUrn(URN).setNews(encode({ __provider: code })), done),
      ),
  ],
  [
    "delete",
    (code: string) =>
      answer((done) =>
        client.delete(
          new proto.DeleteRequest().setUrn(URN).setProperties(encode({ __provider: code })),
          done,
        ),
      ),
  ],
])("%s runs no code but the program's own", async (_, send) => {
  await expect(send(foreign)).rejects.toMatchObject({
    details: "This dynamic resource's code is not this program's own: it is not run.",
  });
  expect(RAN in globalThis).toBe(false);
});

it("the program's own code is run, as the SDK serialises it", async () => {
  const properties = encode({ workspaceId: "/subscriptions/s/w", __provider: await ownCode() });
  const request = new proto.CreateRequest().setUrn(URN).setProperties(properties);
  const created = await answer<proto.CreateResponse>((done) => client.create(request, done));
  expect(created.getId()).toBe("/subscriptions/s/w");
  expect(decode(created.getProperties()).values).toMatchObject({ workspaceId: "/subscriptions/s/w" });
});
