import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { databricksProvider } from "../../scripts/databricksProvider";
import { serveWorkspaces, type WorkspaceServer } from "../../emulator/databricksRest/server";
import { workspaceStage } from "../emulator/services/stage";
import { COMPILE_LIMIT, ProviderProcess } from "./provider";

/** Takes connections, and tells how many there were. */
class Listener {
  connections = 0;
  readonly #server: Server = createServer((socket) => {
    this.connections += 1;
    socket.destroy();
  });

  async listen(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
  }
}

let workspaces: WorkspaceServer;
let real: ProviderProcess;
const elsewhere = new Listener();
let port: number;

beforeAll(async () => {
  const { cloud } = await workspaceStage();
  workspaces = await serveWorkspaces(cloud);
  real = await ProviderProcess.start(await databricksProvider(), workspaces.port);
  port = await elsewhere.listen();
}, COMPILE_LIMIT);

afterAll(async () => {
  await real.stop();
  await workspaces.stop();
  elsewhere.close();
});

/** @returns what a create says through a provider of this host. */
async function saidOf(host: string): Promise<string> {
  await real.client.configure({ host, authType: "pat", token: "none" });
  const { inputs } = await real.client.check("SecretScope", { name: "clickstream" });
  return real.client.refusedCreate("SecretScope", inputs);
}

describe("Databricks' provider in the tests", () => {
  it.each(["example.com", "azuredatabricks.net.example.com", "management.azure.com", "1.1.1.1"])(
    "asks nobody where its host is %s",
    async (host) => {
      expect(await saidOf(`https://${host}`)).toContain(`${host} is not a workspace: nothing else is asked`);
      expect(workspaces.requests).toEqual([]);
    },
  );

  it("asks nobody where its host is another port of loopback", async () => {
    expect(await saidOf(`http://127.0.0.1:${port}`)).toContain("127.0.0.1 is not a workspace");
    expect(elsewhere.connections).toBe(0);
    expect(workspaces.requests).toEqual([]);
  });

  it("hears of a workspace that is not there what a name server would say", async () => {
    const host = "adb-1234567890123456.16.azuredatabricks.net";
    expect(await saidOf(`https://${host}`)).toContain(`dial tcp: lookup ${host}: no such host`);
  });
});
