import {
  azureDurations,
  createSimulatedCloud,
  IncompleteError,
  steppedClock,
  wallClock,
} from "../../../emulator";
import { inputs, make, through, types } from "./stage";

const GROUP = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/team";

describe("a fault", () => {
  it("before the effect leaves nothing, and does not come again", async () => {
    const cloud = createSimulatedCloud({ faults: [{ nth: 2, when: "before" }] });
    await make(cloud, "group");
    await expect(make(cloud, "namespace")).rejects.toThrow(
      'Status=500 Code="InternalServerError" Message="Fault on demand: create of azure-native:eventhub:Namespace before its effect."',
    );
    expect(cloud.state.resources(types.namespace)).toEqual([]);
    await expect(make(cloud, "namespace")).resolves.toHaveLength(1);
  });

  it("after the effect reports what was created", async () => {
    const cloud = createSimulatedCloud({
      faults: [{ nth: 1, action: "create", type: types.namespace, when: "after" }],
    });
    await make(cloud, "group");
    const error: unknown = await make(cloud, "namespace").catch((reason: unknown) => reason);
    const [namespace] = cloud.state.resources(types.namespace);
    expect(error).toBeInstanceOf(IncompleteError);
    expect(error).toMatchObject({ made: { id: namespace?.id, outputs: namespace?.outputs } });
  });

  it.each([
    ["before", "workspace", 'Status=500 Code="InternalServerError" Message="not today"'],
    ["after", "scope", "1 error occurred:\n\t* cannot create secret scope: not today\n\n"],
  ] as const)(
    "%s the effect says what it is told to, as the provider prints it: %s",
    async (when, name, message) => {
      const cloud = createSimulatedCloud({
        faults: [{ nth: 1, type: types[name], when, message: "not today" }],
      });
      const making = make(cloud, "group", "workspace").then(([, workspace]) =>
        through(cloud, workspace ?? { id: "", outputs: {} }).create(types.scope, "scope", { name: "team" }),
      );
      await expect(making).rejects.toMatchObject({ message });
      expect(cloud.state.resources(types[name])).toHaveLength(when === "after" ? 1 : 0);
    },
  );

  it("that cuts off after the effect tells nothing of it", async () => {
    const cloud = createSimulatedCloud({ faults: [{ nth: 1, when: "after", how: "cutOff" }] });
    const error: unknown = await make(cloud, "group").catch((reason: unknown) => reason);
    expect(error).not.toBeInstanceOf(IncompleteError);
    expect(error).toMatchObject({ message: `create of ${types.group}: read: connection reset by peer` });
    expect(cloud.state.resources(types.group)).toHaveLength(1);
  });

  it("that times out takes as long as the provider's timeout", async () => {
    const clock = steppedClock();
    const cloud = createSimulatedCloud({
      clock,
      durations: {},
      faults: [{ nth: 1, when: "before", how: "timeout" }],
    });
    await expect(make(cloud, "group")).rejects.toThrow("context deadline exceeded");
    expect(clock.now()).toBe(3600);
  });

  it("meets updates and deletions too, counting only what it names", async () => {
    const cloud = createSimulatedCloud({
      faults: [
        { nth: 1, action: "update", when: "after" },
        { nth: 1, action: "delete", when: "after" },
      ],
    });
    const [group] = await make(cloud, "group");
    const tagged = { ...inputs.group, tags: { team: "a" } };
    await expect(cloud.update(types.group, GROUP, inputs.group, tagged)).rejects.toMatchObject({
      made: { id: group?.id, outputs: { tags: { team: "a" } } },
    });
    await expect(cloud.delete(types.group, GROUP)).rejects.toThrow("after its effect");
    expect(cloud.state.resources()).toEqual([]);
  });

  it("is counted over all providers' configurations of one cloud", async () => {
    const cloud = createSimulatedCloud({ faults: [{ nth: 2, when: "before" }] });
    await cloud.configured("azure-native", {}).create(types.group, "a", inputs.group);
    await expect(
      cloud
        .configured("databricks", {})
        .create(types.group, "b", { ...inputs.group, resourceGroupName: "b" }),
    ).rejects.toThrow("Fault on demand");
  });
});

describe("time", () => {
  it("passes as the table says, on the cloud's clock", async () => {
    const clock = steppedClock();
    const cloud = createSimulatedCloud({ clock });
    await make(cloud, "group", "workspace");
    const expected = [types.group, types.workspace].map((type) => azureDurations[type]?.create ?? 0);
    expect(clock.now()).toBe((expected[0] ?? 0) + (expected[1] ?? 0));
    await cloud.delete(types.group, GROUP);
    expect(clock.now()).toBe(
      (expected[0] ?? 0) + (expected[1] ?? 0) + (azureDurations[types.group]?.delete ?? 0),
    );
  });

  it("is in the table for every type of Azure and Databricks that takes any", () => {
    for (const [type, { create, update, delete: remove }] of Object.entries(azureDurations)) {
      expect([type, create > 0, update > 0, remove > 0]).toEqual([type, true, true, true]);
    }
  });

  it("is divided by the speed", async () => {
    const fast = wallClock(1000);
    const before = fast.now();
    await fast.sleep(50);
    expect(fast.now() - before).toBeGreaterThanOrEqual(49);
    expect(() => wallClock(-1)).toThrow("speed must be 0 or more, not -1");
  });

  it("can be cut short", async () => {
    const stop = new AbortController();
    const sleeping = wallClock(1).sleep(3600, stop.signal);
    stop.abort();
    await expect(sleeping).rejects.toThrow(/abort/i);
  });
});
