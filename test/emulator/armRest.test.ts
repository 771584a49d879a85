import { serveArm, type ArmServer } from "../../emulator/armRest/server";

const ID = "/subscriptions/s/resourceGroups/red";

let arm: ArmServer;
let deleted: string[];

beforeEach(async () => {
  deleted = [];
  arm = await serveArm({ get: () => ({}), delete: async (id) => void deleted.push(id) });
});

afterEach(() => arm.stop());

it.each([
  ["nothing", (path: string) => path],
  ["a guess", (path: string) => `/${"A".repeat(32)}${path}`],
  ["a part of the secret", (path: string) => `${new URL(arm.address).pathname.slice(0, -1)}${path}`],
  ["the secret elsewhere", (path: string) => `${path}${new URL(arm.address).pathname}`],
])("with %s for the secret in the address nothing is there, and nothing is deleted", async (_, pathTo) => {
  const { origin } = new URL(arm.address);
  for (const path of [ID, "/operations/x"]) {
    for (const method of ["GET", "DELETE"]) {
      const { status } = await fetch(`${origin}${pathTo(path)}`, { method });
      expect(status).toBe(404);
    }
  }
  expect([deleted, arm.requests]).toEqual([[], []]);
});

it("with the secret it answers, operations included", async () => {
  const accepted = await fetch(`${arm.address}${ID}`, { method: "DELETE" });
  expect([accepted.status, deleted]).toEqual([202, [ID]]);
  const operation = accepted.headers.get("azure-asyncoperation") ?? "";
  expect(operation.startsWith(`${arm.address}/operations/`)).toBe(true);
  expect(await (await fetch(operation)).json()).toEqual({ status: "Succeeded" });
});
