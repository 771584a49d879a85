import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { CreateRequest } from "@pulumi/pulumi/proto/provider_pb";
import { encode } from "../../emulator/grpc/properties";
import { buildProcesses } from "../../event/bundle";
import { askRehearsedWorkspace } from "../../event/rehearsal/askWorkspace";
import { CloudsClient, startClouds } from "../../event/rehearsal/client";
import { cloudsAt } from "../../event/rehearsal/cloudNote";
import { LocalTeams } from "../../event/rehearsal/localTeams";
import { RehearsalClouds, type CloudVisit } from "../../event/rehearsal/clouds";
import { typescriptFlags } from "../../runtime/typescript";

const visit = (team: string, more: Partial<CloudVisit> = {}): CloudVisit => ({
  team,
  subscription: "00000000-0000-4000-8000-000000000011",
  region: "westeurope",
  pid: process.pid,
  fault: undefined,
  ...more,
});

/** No team has services. */
const nobody = new LocalTeams("none");

const portsIn = (environment: Readonly<Record<string, string>>): string[] =>
  (environment["PULUMI_DEBUG_PROVIDERS"] ?? "").split(",").map((each) => each.split(":")[1] ?? "");

/** Creates a resource as an engine does. */
async function create(
  environment: Readonly<Record<string, string>>,
  type: string,
  properties: Readonly<Record<string, unknown>>,
): Promise<void> {
  const port = /azure-native:(\d+)/.exec(environment["PULUMI_DEBUG_PROVIDERS"] ?? "")?.[1] ?? "";
  const engine = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const request = new CreateRequest();
  request.setUrn(`urn:pulumi:red::clickstream-challenge::${type}::created`);
  request.setProperties(encode(properties));
  await new Promise((resolve, reject) =>
    engine.create(request, (error, created) => (error ? reject(error) : resolve(created))),
  );
  engine.close();
}

const createGroup = (environment: Readonly<Record<string, string>>, name: string): Promise<void> =>
  create(environment, "azure-native:resources:ResourceGroup", {
    resourceGroupName: name,
    location: "westeurope",
  });

async function answers(port: string): Promise<boolean> {
  return await fetch(`http://127.0.0.1:${port}`).then(
    () => true,
    // A gRPC server speaks HTTP/2 alone; a port where nobody listens refuses the connection.
    (error: unknown) => (error as { cause?: { code?: string } }).cause?.code !== "ECONNREFUSED",
  );
}

describe("the clouds of a rehearsal", () => {
  it("are served to each team at ports of its own, and to nobody whose process has ended", async () => {
    const clouds = new RehearsalClouds(0, nobody);
    const red = portsIn(await clouds.serve(visit("red", { pid: 11 })));
    const blue = portsIn(await clouds.serve(visit("blue", { pid: 12 })));
    expect(new Set([...red, ...blue]).size).toBe(8);
    clouds.releaseEnded((pid) => pid !== 11);
    expect(await answers(red[0] ?? "")).toBe(false);
    expect(await answers(blue[0] ?? "")).toBe(true);
    clouds.release("blue");
    expect(await answers(blue[0] ?? "")).toBe(false);
  });

  it("serve a team that comes again at new ports: what its killed run was told is worth nothing", async () => {
    const clouds = new RehearsalClouds(0, nobody);
    const before = portsIn(await clouds.serve(visit("red")));
    const after = portsIn(await clouds.serve(visit("red")));
    expect(await answers(before[0] ?? "")).toBe(false);
    expect(await answers(after[0] ?? "")).toBe(true);
    clouds.release("red");
  });
});

describe("a look at a rehearsal's subscriptions", () => {
  const open: RehearsalClouds[] = [];
  afterEach(() => open.splice(0).forEach((clouds) => clouds.releaseEnded(() => false)));
  const SUBSCRIPTION = visit("red").subscription;
  const groupsAt = async (arm: string): Promise<unknown> =>
    (await fetch(`${arm}/subscriptions/${SUBSCRIPTION}/resourcegroups`)).json();

  it("shows through ARM what teams have there, and ends with the process that looks", async () => {
    const clouds = new RehearsalClouds(0, nobody);
    const { arm: before } = await clouds.look({ subscriptions: [SUBSCRIPTION], pid: 21 });
    expect(await groupsAt(before)).toEqual({ value: [] });
    await createGroup(await clouds.serve(visit("red")), "clickstream-red-1");
    expect(await groupsAt(before)).toMatchObject({ value: [{ name: "clickstream-red-1" }] });
    const { arm: again } = await clouds.look({ subscriptions: [SUBSCRIPTION], pid: 21 });
    expect(await groupsAt(again)).toMatchObject({ value: [{ name: "clickstream-red-1" }] });
    await expect(groupsAt(before)).rejects.toThrow("fetch failed");
    clouds.releaseEnded((pid) => pid !== 21);
    await expect(groupsAt(again)).rejects.toThrow("fetch failed");
    clouds.release("red");
  });

  it("finds a team's workspace ready when its engine does, however fast the clouds are", async () => {
    const clouds = new RehearsalClouds(1000, nobody);
    open.push(clouds);
    const environment = await clouds.serve(visit("red"));
    await createGroup(environment, "clickstream-red-1");
    await create(environment, "azure-native:databricks:Workspace", {
      resourceGroupName: "clickstream-red-1",
      workspaceName: "clickstream-red-1",
      location: "westeurope",
      managedResourceGroupId: `/subscriptions/${SUBSCRIPTION}/resourceGroups/clickstream-red-1-managed`,
      computeMode: "Hybrid",
      sku: { name: "premium" },
    });
    const { arm, workspaces } = await clouds.look({ subscriptions: [SUBSCRIPTION], pid: 22 });
    const listed = await fetch(
      `${arm}/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Databricks/workspaces`,
    );
    const { value } = (await listed.json()) as {
      value: readonly { readonly properties: { readonly workspaceUrl: string } }[];
    };
    const workspaceUrl = value[0]?.properties.workspaceUrl ?? "";
    const signal = AbortSignal.timeout(5_000);
    // Who signs in is sent to the tenant; one that is not ready names none.
    const { status } = await askRehearsedWorkspace(workspaces, { workspaceUrl, path: "/aad/auth", signal });
    expect(status).toBe(302);
  });
});

describe("the process that holds them", () => {
  let folder: string;
  let file: string;
  let bundle: string;
  beforeAll(async () => void (bundle = await buildProcesses()));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "clouds-"));
    file = join(folder, "clouds.json");
  });
  afterEach(async () => {
    const found = await cloudsAt(file);
    if (found !== undefined && found !== "ended") process.kill(found.pid, "SIGKILL");
    await rm(folder, { recursive: true });
  });

  /** Starts the clouds from a process that can be killed. */
  async function starter(): Promise<ChildProcess> {
    const client = join(__dirname, "..", "..", "event", "rehearsal", "client");
    const script = join(folder, "starter.ts");
    await writeFile(
      script,
      `import { startClouds } from ${JSON.stringify(client)};
       void startClouds([process.execPath, ${JSON.stringify(bundle)}, "clouds"], ${JSON.stringify(file)}, 0).then(() => {
         process.send?.("started");
         setInterval(() => undefined, 1000);
       });`,
    );
    const child = fork(script, { execArgv: [...typescriptFlags] });
    await once(child, "message");
    return child;
  }

  it("outlives whoever started it, and ends when it is told to", async () => {
    const child = await starter();
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    const note = await cloudsAt(file);
    if (note === undefined || note === "ended") throw new Error("the clouds have ended");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const client = new CloudsClient(note);
    expect(await client.contents()).toEqual({ left: [] });
    await client.stop();
    await sleep(200);
    expect(await cloudsAt(file)).toBeUndefined();
  });

  it("answers nobody who does not know its address, and is told apart from one that was killed", async () => {
    const client = await startClouds([process.execPath, bundle, "clouds"], file, 0);
    const { origin } = new URL(client.address);
    expect((await fetch(`${origin}/guess/left`, { method: "POST" })).status).toBe(404);
    expect((await fetch(`${client.address}/left`, { method: "POST" })).status).toBe(200);
    const note = await cloudsAt(file);
    if (note === undefined || note === "ended") throw new Error("the clouds have ended");
    process.kill(note.pid, "SIGKILL");
    await sleep(300);
    expect(await cloudsAt(file)).toBe("ended");
  });
});
