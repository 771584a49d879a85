import { createSimulatedCloud, RequestLimits, steppedClock, type Clock } from "../../emulator";

const GROUP = "azure-native:resources:ResourceGroup";
const SUBSCRIPTION = "00000000-0000-4000-8000-000000000009";

/** A clock that only a test moves. */
function handClock(): Clock & { move(seconds: number): void } {
  let now = 0;
  return { now: () => now, sleep: () => Promise.resolve(), move: (seconds) => void (now += seconds) };
}

describe("the requests that Azure takes of one identity in a subscription and region", () => {
  it("are 200 writes at once, and ten more each second", () => {
    const clock = handClock();
    const limits = new RequestLimits(clock, SUBSCRIPTION);
    const taken = (): number =>
      Array.from({ length: 300 }, () => limits.take("write")).filter((wait) => wait === 0).length;
    expect(taken()).toBe(200);
    clock.move(3);
    expect(taken()).toBe(30);
    clock.move(3600);
    expect(taken()).toBe(200);
    expect(limits.refused).toBe(100 + 270 + 100);
  });

  it("are counted apart: reads 250 and 25, deletes 200 and 10", () => {
    const clock = handClock();
    const limits = new RequestLimits(clock, SUBSCRIPTION);
    const taken = (kind: "read" | "delete"): number =>
      Array.from({ length: 300 }, () => limits.take(kind)).filter((wait) => wait === 0).length;
    expect([taken("read"), taken("delete")]).toEqual([250, 200]);
    clock.move(1);
    expect([taken("read"), taken("delete")]).toEqual([25, 10]);
  });

  it("are waited for as long as Azure asks, and refused in its words after three attempts more", async () => {
    const waits: number[] = [];
    const clock: Clock = { now: () => 0, sleep: async (seconds) => void waits.push(seconds) };
    const limits = new RequestLimits(clock, SUBSCRIPTION);
    for (let sent = 0; sent < 200; sent += 1) await limits.pass("write");
    await expect(limits.pass("write")).rejects.toThrow(
      `Status=429 Code="SubscriptionRequestsThrottled" Message="Number of 'write' requests for subscription '${SUBSCRIPTION}' exceeded the limit. Please try again after '1' seconds."`,
    );
    expect(waits).toEqual([1, 1, 1]);
  });

  it("are shared by the clouds of several teams, and only those that go to Azure count", async () => {
    const clock = steppedClock();
    const requests = new RequestLimits(clock, SUBSCRIPTION);
    const clouds = [1, 2].map(() => createSimulatedCloud({ clock, requests, durations: {} }));
    for (let made = 0; made < 200; made += 1) {
      await clouds[made % 2]?.create(GROUP, "group", {
        resourceGroupName: `g${made}`,
        location: "westeurope",
      });
      await clouds[0]?.create("random:index/randomString:RandomString", "suffix", { length: 6 });
    }
    expect(requests.refused).toBe(0);
    await clouds[0]?.create(GROUP, "group", { resourceGroupName: "late", location: "westeurope" });
    expect(requests.refused).toBe(1);
    expect(clock.now()).toBe(1);
  });
});
