import { once } from "node:events";
import { connect } from "node:net";
import { AddressClaim, CLAIM_PORT, freeAddresses, LAST_ADDRESS } from "../../../runtime/kafka/addresses";

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
