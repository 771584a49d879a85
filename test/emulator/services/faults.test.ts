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
    const ground = createSimulatedCloud({ faults: [{ nth: 2, when: "before" }] });
    await make(ground, "group");
    await expect(make(ground, "namespace")).rejects.toThrow(
      'Status=500 Code="InternalServerError" Message="Fault on demand: create of azure-native:eventhub:Namespace before its effect."',
    );
    expect(ground.cloud.resources(types.namespace)).toEqual([]);
    await expect(make(ground, "namespace")).resolves.toHaveLength(1);
  });

  it("after the effect tells what was made", async () => {
    const ground = createSimulatedCloud({
      faults: [{ nth: 1, action: "create", type: types.namespace, when: "after" }],
    });
    await make(ground, "group");
    const error: unknown = await make(ground, "namespace").catch((reason: unknown) => reason);
    const [namespace] = ground.cloud.resources(types.namespace);
    expect(error).toBeInstanceOf(IncompleteError);
    expect(error).toMatchObject({ made: { id: namespace?.id, outputs: namespace?.outputs } });
  });

  it.each([
    ["before", "workspace", 'Status=500 Code="InternalServerError" Message="not today"'],
    ["after", "scope", "1 error occurred:\n\t* cannot create secret scope: not today\n\n"],
  ] as const)(
    "%s the effect says what it is told to, as the provider prints it: %s",
    async (when, name, message) => {
      const ground = createSimulatedCloud({
        faults: [{ nth: 1, type: types[name], when, message: "not today" }],
      });
      const making = make(ground, "group", "workspace").then(([, workspace]) =>
        through(ground, workspace ?? { id: "", outputs: {} }).create(types.scope, "scope", { name: "team" }),
      );
      await expect(making).rejects.toMatchObject({ message });
      expect(ground.cloud.resources(types[name])).toHaveLength(when === "after" ? 1 : 0);
    },
  );

  it("that cuts off after the effect tells nothing of it", async () => {
    const ground = createSimulatedCloud({ faults: [{ nth: 1, when: "after", how: "cutOff" }] });
    const error: unknown = await make(ground, "group").catch((reason: unknown) => reason);
    expect(error).not.toBeInstanceOf(IncompleteError);
    expect(error).toMatchObject({ message: `create of ${types.group}: read: connection reset by peer` });
    expect(ground.cloud.resources(types.group)).toHaveLength(1);
  });

  it("that times out takes the provider's patience", async () => {
    const clock = steppedClock();
    const ground = createSimulatedCloud({
      clock,
      durations: {},
      faults: [{ nth: 1, when: "before", how: "timeout" }],
    });
    await expect(make(ground, "group")).rejects.toThrow("context deadline exceeded");
    expect(clock.now()).toBe(3600);
  });

  it("meets updates and deletions too, counting only what it names", async () => {
    const ground = createSimulatedCloud({
      faults: [
        { nth: 1, action: "update", when: "after" },
        { nth: 1, action: "delete", when: "after" },
      ],
    });
    const [group] = await make(ground, "group");
    const tagged = { ...inputs.group, tags: { team: "a" } };
    await expect(ground.update(types.group, GROUP, inputs.group, tagged)).rejects.toMatchObject({
      made: { id: group?.id, outputs: { tags: { team: "a" } } },
    });
    await expect(ground.delete(types.group, GROUP)).rejects.toThrow("after its effect");
    expect(ground.cloud.resources()).toEqual([]);
  });

  it("is counted over all providers' configurations of one ground", async () => {
    const ground = createSimulatedCloud({ faults: [{ nth: 2, when: "before" }] });
    await ground.configured("azure-native", {}).create(types.group, "a", inputs.group);
    await expect(
      ground
        .configured("databricks", {})
        .create(types.group, "b", { ...inputs.group, resourceGroupName: "b" }),
    ).rejects.toThrow("Fault on demand");
  });
});

describe("time", () => {
  it("passes as the table says, on the ground's clock", async () => {
    const clock = steppedClock();
    const ground = createSimulatedCloud({ clock });
    await make(ground, "group", "workspace");
    const expected = [types.group, types.workspace].map((type) => azureDurations[type]?.create ?? 0);
    expect(clock.now()).toBe((expected[0] ?? 0) + (expected[1] ?? 0));
    await ground.delete(types.group, GROUP);
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
