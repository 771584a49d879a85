import { once } from "node:events";
import { connect } from "node:net";
import {
  AddressClaim,
  CLAIM_PORT,
  freeAddresses,
  LAST_ADDRESS,
  whyNoneIsFree,
} from "../../../runtime/kafka/addresses";

/** The one that brokers come to last, so that none that other tests start is in the way. */
const last = `127.0.0.${LAST_ADDRESS}`;

async function free(): Promise<string[]> {
  const addresses: string[] = [];
  for await (const address of freeAddresses()) addresses.push(address);
  return addresses;
}

it("a held address is nobody else's until it is released, and can be held again then", async () => {
  expect(await free()).toContain(last);
  const claim = await AddressClaim.take(last);
  expect(claim?.address).toBe(last);
  expect(await AddressClaim.take(last)).toBeUndefined();
  expect(await free()).not.toContain(last);
  claim?.release();
  claim?.release();
  expect(await free()).toContain(last);
  const again = await AddressClaim.take(last);
  expect(again?.address).toBe(last);
  again?.release();
});

it("who connects to a held address's claim is sent away", async () => {
  const claim = await AddressClaim.take(last);
  const socket = connect(CLAIM_PORT, last);
  await once(socket, "close");
  expect(socket.bytesRead).toBe(0);
  claim?.release();
});

describe("where no address is left, somebody is told", () => {
  it("to end what listens, if the machine has them all", async () => {
    expect(await whyNoneIsFree()).toBe(
      "Port 9093 or 28093 is taken on all of 127.0.0.1 to 127.0.0.32: end what listens there.",
    );
  });

  it("how to add one, if the machine has the first alone, as macOS has", async () => {
    // Addresses for documentation (RFC 5737), which no machine has.
    expect(await whyNoneIsFree(["127.0.0.1", "203.0.113.2", "203.0.113.3"])).toBe(
      "Port 9093 or 28093 is taken on 127.0.0.1: end what listens there. This machine has no 203.0.113.2 to 203.0.113.3 " +
        "for a second broker; on macOS `sudo ifconfig lo0 alias 203.0.113.2 up` adds one until the next restart.",
    );
  });
});
