import fc from "fast-check";
import { removeAll, RemovalError } from "../../../emulator/inProcess/destroy";
import { Progress, type RegisteredResource } from "../../../emulator/inProcess/registered";
import { RecordingCloud } from "./recordingCloud";

/** A resource whose URN is its name. */
function thing(name: string, more: Partial<RegisteredResource> = {}): RegisteredResource {
  return {
    urn: name,
    type: "test:index:Thing",
    name,
    parent: undefined,
    custom: true,
    id: `${name}-id`,
    inputs: {},
    secretInputs: [],
    outputs: {},
    provider: undefined,
    dependencies: [],
    propertyDependencies: {},
    deletedWith: undefined,
    ...more,
  };
}

async function remove(resources: readonly RegisteredResource[], cloud: RecordingCloud): Promise<void> {
  await removeAll({ resources, cloudOf: () => cloud, progress: new Progress(() => undefined) });
}

const deleted = (cloud: RecordingCloud): string[] =>
  cloud.log.filter((line) => line.startsWith("delete ")).map((line) => line.slice(7, -3));

describe("a destroy", () => {
  it("removes what depends first: by outputs, as child, by provider", async () => {
    const cloud = new RecordingCloud();
    await remove(
      [
        thing("group"),
        thing("box", { custom: false, dependencies: [] }),
        thing("inside", { parent: "box", dependencies: ["group"] }),
        thing("provider", { type: "pulumi:providers:test", dependencies: ["inside"] }),
        thing("through", { provider: "provider" }),
      ],
      cloud,
    );
    expect(deleted(cloud)).toEqual(["through", "inside", "group"]);
  });

  it("asks nothing of what goes with another, which goes after it", async () => {
    const cloud = new RecordingCloud();
    const events: string[] = [];
    await removeAll({
      resources: [thing("group"), thing("hub", { deletedWith: "group" })],
      cloudOf: () => cloud,
      progress: new Progress(({ name, state }) => events.push(`${name} ${state}`)),
    });
    expect(deleted(cloud)).toEqual(["group"]);
    expect(events).toEqual(["hub deleting", "hub deleted", "group deleting", "group deleted"]);
  });

  it("goes on after an error, keeps what the failed one needs, and names every failure", async () => {
    const cloud = new RecordingCloud({ stubborn: new Set(["hub", "job"]) });
    const resources = [
      thing("group"),
      thing("hub", { dependencies: ["group"] }),
      thing("lake"),
      thing("workspace"),
      thing("job", { dependencies: ["workspace"] }),
    ];
    const error: unknown = await remove(resources, cloud).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RemovalError);
    const { message, left } = error as RemovalError;
    expect(message).toBe(
      "Could not remove hub (test:index:Thing): hub is held; job (test:index:Thing): job is held",
    );
    expect(left.map(({ name }) => name)).toEqual(["group", "hub", "workspace", "job"]);
    expect(new Set(deleted(cloud))).toEqual(new Set(["hub", "job", "lake"]));

    cloud.options.stubborn?.clear();
    await remove(left, cloud);
    expect(deleted(cloud).slice(3).sort()).toEqual(["group", "hub", "job", "workspace"]);
  });

  it("of any graph deletes everything once, each after all that depend on it", async () => {
    const anyGraph = fc.integer({ min: 1, max: 25 }).chain((size) =>
      fc.tuple(
        ...Array.from({ length: size }, (_, index) =>
          fc.record({
            dependencies: fc.subarray(Array.from({ length: index }, (__, other) => `r${other}`)),
            parent: index === 0 ? fc.constant(undefined) : fc.option(fc.nat(index - 1), { nil: undefined }),
            deletedWith:
              index === 0 ? fc.constant(undefined) : fc.option(fc.nat(index - 1), { nil: undefined }),
          }),
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(anyGraph, async (nodes) => {
        const named = (index: number | undefined) => (index === undefined ? undefined : `r${index}`);
        const resources = nodes.map(({ dependencies, parent, deletedWith }, index) =>
          thing(`r${index}`, { dependencies, parent: named(parent), deletedWith: named(deletedWith) }),
        );
        const cloud = new RecordingCloud();
        const removed: string[] = [];
        await removeAll({
          resources,
          cloudOf: () => cloud,
          progress: new Progress(({ name, state }) => state === "deleted" && removed.push(name)),
        });
        expect([...removed].sort()).toEqual(resources.map(({ name }) => name).sort());
        for (const { name, dependencies, parent, deletedWith } of resources) {
          for (const needed of [...dependencies, parent, deletedWith]) {
            if (needed !== undefined) expect(removed.indexOf(name)).toBeLessThan(removed.indexOf(needed));
          }
        }
        const asked = resources.filter((each) => each.deletedWith === undefined).map(({ name }) => name);
        expect(deleted(cloud).sort()).toEqual(asked.sort());
      }),
    );
  });
});
