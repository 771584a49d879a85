import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { KAFKA_PORT } from "../../clients/eventHubs";
import { Relay } from "../../faults/relay";
import { freeAddresses } from "../../runtime/kafka/addresses";

describe("a relay", () => {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.pipe(socket);
  });
  let relay: Relay;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    const { value: address } = await freeAddresses().next();
    server.listen(KAFKA_PORT, address);
    await once(server, "listening");
    relay = await Relay.start(address as string);
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await relay.stop();
    server.close();
  });

  function client(): Socket {
    const socket = connect(KAFKA_PORT, relay.address);
    socket.on("error", () => undefined);
    sockets.push(socket);
    return socket;
  }
  const closed = (socket: Socket): Promise<undefined> =>
    new Promise((resolve) => socket.once("close", () => resolve(undefined)));
  async function echoes(socket: Socket): Promise<boolean> {
    socket.write("click");
    const data = new Promise<Buffer>((resolve) => socket.once("data", resolve));
    return (await Promise.race([data, closed(socket)]))?.toString() === "click";
  }

  it("passes both directions on, breaks them, refuses for a while, and passes on again", async () => {
    const first = client();
    expect(await echoes(first)).toBe(true);
    const broken = closed(first);
    const interrupted = relay.interrupt(200);
    await broken;
    expect(await echoes(client())).toBe(false);
    await interrupted;
    expect(await echoes(client())).toBe(true);
  });
});
