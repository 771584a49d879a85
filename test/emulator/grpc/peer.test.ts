import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { onlyOwnUser, userBehind } from "../../../emulator/grpc/peer";

/** Only root may start a process as another user. */
const asRoot = process.getuid?.() === 0 ? it : it.skip;
const NOBODY = 65_534;

let server: Server;
let child: ChildProcess | undefined;

beforeEach(async () => {
  server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterEach(async () => {
  child?.kill();
  await new Promise((resolve) => server.close(resolve));
});

/** Has a process of a user connect. @returns its end of the connection */
async function connectedBy(user: number): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const connection = once(server, "connection") as Promise<[Socket]>;
  const program = `require("node:net").connect(${port}, "127.0.0.1").resume().on("close", () => process.exit())`;
  child = spawn(process.execPath, ["-e", program], { uid: user, cwd: "/", stdio: "ignore" });
  const [socket] = await connection;
  server.on("close", () => socket.destroy());
  child.once("exit", () => socket.destroy());
  return `${socket.remoteAddress}:${socket.remotePort}`;
}

it("a connection of the own user is answered", async () => {
  const own = process.getuid?.() ?? -1;
  const peer = await connectedBy(own);
  expect(await userBehind(peer)).toBe(own);
  await expect(onlyOwnUser(peer)).resolves.toBeUndefined();
});

asRoot("another user's is not", async () => {
  const peer = await connectedBy(NOBODY);
  expect(await userBehind(peer)).toBe(NOBODY);
  await expect(onlyOwnUser(peer)).rejects.toThrow(
    `The connection ${peer} belongs to user 65534: only programs of user 0 are answered.`,
  );
});

it("and none that there is not", async () => {
  expect(await userBehind("127.0.0.77:1")).toBeUndefined();
  await expect(onlyOwnUser("127.0.0.77:1")).rejects.toThrow("belongs to user nobody");
});
