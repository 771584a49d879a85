import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { RandomId } from "@pulumi/random";
import {
  FailedDeployment,
  runProgram,
  type ResourceEvent,
  type ProgramRunOptions,
} from "../../../emulator/inProcess";
import { typescriptFlags } from "../../../runtime/typescript";
import { RecordingCloud } from "./recordingCloud";

class Box extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Box", name, {}, opts);
  }
}

/** A resource of no type that any cloud knows. */
class Thing extends pulumi.CustomResource {
  declare readonly size: pulumi.Output<number>;
  declare readonly key: pulumi.Output<string>;

  constructor(name: string, args: Record<string, unknown> = {}, opts?: pulumi.CustomResourceOptions) {
    super("test:index:Thing", name, { size: undefined, key: undefined, ...args }, opts);
  }
}

async function run(
  cloud: RecordingCloud,
  program: ProgramRunOptions["program"],
  more: Partial<ProgramRunOptions> = {},
) {
  return runProgram({ cloud, program, config: {}, project: "test", stack: "dev", ...more });
}

async function failure(running: Promise<unknown>): Promise<FailedDeployment> {
  const error: unknown = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof FailedDeployment) return error;
  throw new Error(`not a FailedDeployment: ${String(error)}`);
}

describe("a program in process", () => {
  it("gets its configuration and gives its outputs, secrets unwrapped and named", async () => {
    const { outputs, secretOutputs } = await run(
      new RecordingCloud(),
      async () => {
        const config = new pulumi.Config();
        const thing = new Thing("one", { size: 3, key: config.requireSecret("key") });
        return {
          team: config.require("team"),
          region: new pulumi.Config("azure-native").require("location"),
          key: thing.key,
          nested: { size: thing.size, key: thing.key },
        };
      },
      { config: { team: "alpha", key: { secret: "hidden" }, "azure-native:location": "westeurope" } },
    );
    expect(outputs).toEqual({
      team: "alpha",
      region: "westeurope",
      key: "hidden",
      nested: { size: 3, key: "hidden" },
    });
    expect(secretOutputs).toEqual(["key", "nested"]);
  });

  it("may return nothing", async () => {
    const { outputs, resources } = await run(new RecordingCloud(), async () => undefined);
    expect([outputs, resources]).toEqual([{}, []]);
  });

  it("is written down: parents, dependencies, provider, deletedWith", async () => {
    const { resources } = await run(new RecordingCloud(), async () => {
      const box = new Box("box");
      const first = new Thing("first", { size: 1 }, { parent: box });
      const second = new Thing(
        "second",
        { size: first.size, key: "k" },
        { parent: box, deletedWith: first, dependsOn: [first] },
      );
      new Thing("third", {}, { dependsOn: [second] });
    });
    const urn = (name: string) => resources.find((each) => each.name === name)?.urn ?? "";
    expect(urn("box")).toBe("urn:pulumi:dev::test::test:index:Box::box");
    expect(urn("second")).toBe("urn:pulumi:dev::test::test:index:Box$test:index:Thing::second");
    expect(resources.find(({ name }) => name === "second")).toMatchObject({
      type: "test:index:Thing",
      parent: urn("box"),
      custom: true,
      id: "second-id",
      inputs: { size: 1, key: "k" },
      dependencies: [urn("first")],
      propertyDependencies: { size: [urn("first")], key: [] },
      deletedWith: urn("first"),
    });
    expect(resources.find(({ name }) => name === "third")).toMatchObject({
      parent: undefined,
      dependencies: [urn("second")],
      deletedWith: undefined,
    });
  });

  it("creates each resource after what it depends on, and the rest at the same time", async () => {
    const cloud = new RecordingCloud({ parties: 2 });
    await run(cloud, async () => {
      const first = new Thing("first", { size: 1 });
      new Thing("left", { size: first.size });
      new Thing("right", { size: first.size });
    });
    // Left and right each wait for the other to begin: one after the other they would never end.
    expect(cloud.log.slice(0, 2)).toEqual(["create first", "created first"]);
    expect(new Set(cloud.log.slice(2, 4))).toEqual(new Set(["create left", "create right"]));
  });

  it("sees a cloud through the provider that it declares, for resources and functions", async () => {
    const cloud = new RecordingCloud();
    await run(cloud, async () => {
      const host = new Thing("host", { size: 7 });
      const provider = new Provider("own", { host: pulumi.interpolate`h${host.size}` });
      const inside = new Thing("inside", {}, { provider });
      const answer = pulumi.runtime.invokeOutput("test:index:ask", { of: inside.id }, { provider });
      return { answer };
    });
    expect(cloud.log).toEqual([
      "create host",
      "created host",
      "create inside through test h7",
      "created inside through test h7",
      'call test:index:ask {"of":"inside-id"} through test h7',
    ]);
  });

  it("hears of every state, with parents for a tree", async () => {
    const events: ResourceEvent[] = [];
    const deployment = await run(
      new RecordingCloud(),
      async () => {
        const box = new Box("box");
        new Thing("inside", {}, { parent: box });
      },
      { onEvent: (event) => events.push(event) },
    );
    await deployment.destroy();
    const box = "urn:pulumi:dev::test::test:index:Box::box";
    const inside = events.filter(({ name }) => name === "inside");
    expect(inside.map(({ state, parent }) => [state, parent])).toEqual([
      ["creating", box],
      ["created", box],
      ["deleting", box],
      ["deleted", box],
    ]);
    expect(inside.every(({ seconds }) => seconds >= 0)).toBe(true);
    expect(events.filter(({ name }) => name === "box").at(-1)).toMatchObject({
      state: "deleted",
      parent: undefined,
    });
  });

  it("reads what exists already", async () => {
    const cloud = new RecordingCloud();
    const { outputs } = await run(cloud, async () => {
      const found = new Thing("found", {}, { id: "there" });
      return { size: found.size };
    });
    expect(cloud.log).toEqual(["read there"]);
    expect(outputs).toEqual({ size: 42 });
  });
});

class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: pulumi.Inputs) {
    super("test", name, args);
  }
}

describe("a program that fails", () => {
  it("says which resource and why, after what had begun is finished; nothing more is begun", async () => {
    const cloud = new RecordingCloud({ failing: new Map([["bad", "no quota left"]]), slow: ["slow"] });
    const error = await failure(
      run(cloud, async () => {
        const bad = new Thing("bad", {});
        const slow = new Thing("slow", {});
        new Thing("after-bad", { size: bad.size });
        new Thing("after-slow", { size: slow.size });
      }),
    );
    expect(error.message).toBe("bad (test:index:Thing): no quota left");
    expect(cloud.log).toEqual(["create bad", "create slow", "created slow"]);
    expect(error.deployment.resources.map(({ name }) => name)).toEqual(["slow"]);
    await error.deployment.destroy();
    expect(cloud.log.slice(3)).toEqual(["delete slow-id"]);
    expect(error.deployment.resources).toEqual([]);
  });

  it("is refused by the cloud's check, naming the property", async () => {
    const cloud = new RecordingCloud({
      refusing: new Map([["bad", [{ property: "size", reason: "too big" }]]]),
    });
    const error = await failure(run(cloud, async () => void new Thing("bad", { name: "bad" })));
    expect(error.message).toBe("bad (test:index:Thing): property size: too big");
    expect(cloud.log).toEqual([]);
  });

  it("keeps a resource that exists although its create failed", async () => {
    const cloud = new RecordingCloud({ incomplete: ["half"] });
    const error = await failure(run(cloud, async () => void new Thing("half", {})));
    await error.deployment.destroy();
    expect(cloud.log).toEqual(["create half", "delete half-id"]);
  });

  it("by itself is told by its own message, and does not keep the next one from running", async () => {
    // In a process of its own: jest keeps unhandled rejections to itself.
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...typescriptFlags,
      join(__dirname, "failing.ts"),
    ]);
    expect(stdout.trim().split("\n")).toEqual([
      "at once: bad setting; left: ",
      'in an apply: error serializing property "size": bad setting; left: ',
      "in an output: bad setting; left: ",
      "fine: true",
    ]);
  }, 60_000);

  it("for two resources of one name says so", async () => {
    const error = await failure(
      run(new RecordingCloud(), async () => {
        new Thing("same", {});
        new Thing("same", {});
      }),
    );
    expect(error.message).toContain("Duplicate resource URN 'urn:pulumi:dev::test::test:index:Thing::same'");
  });

  it("refuses to run beside another", async () => {
    const first = run(new RecordingCloud(), async () => ({ fine: true }));
    await expect(run(new RecordingCloud(), async () => undefined)).rejects.toThrow(
      "A program is running in this process already",
    );
    await first;
  });
});

describe("an error hook", () => {
  it("has an operation tried again, with all errors, the latest first", async () => {
    const cloud = new RecordingCloud({ failing: new Map([["late", "not yet"]]), failures: 2 });
    const asked: unknown[] = [];
    const { outputs } = await run(cloud, async () => {
      const hook = new pulumi.ErrorHook("patience", async ({ name, failedOperation, errors }) => {
        asked.push([name, failedOperation, errors]);
        return true;
      });
      return { size: new Thing("late", { size: 5 }, { hooks: { onError: [hook] } }).size };
    });
    expect(outputs).toEqual({ size: 5 });
    expect(asked).toEqual([
      ["late", "create", ["not yet (1)"]],
      ["late", "create", ["not yet (2)", "not yet (1)"]],
    ]);
    expect(cloud.log).toEqual(["create late", "create late", "create late", "created late"]);
  });

  it("that gives up lets the error through", async () => {
    const cloud = new RecordingCloud({ failing: new Map([["bad", "never"]]) });
    const error = await failure(
      run(cloud, async () => {
        const hook = new pulumi.ErrorHook("short", async ({ errors }) => errors.length < 3);
        new Thing("bad", {}, { hooks: { onError: [hook] } });
      }),
    );
    expect(error.message).toBe("bad (test:index:Thing): never (3)");
    expect(cloud.log).toEqual(["create bad", "create bad", "create bad"]);
  });

  it.each([
    ["keeps what was half made when it gives up", false, "half made", ["create half", "delete half-id"]],
    [
      "loses it, as under an engine, when it tries again",
      true,
      "half exists",
      ["create half", "create half"],
    ],
  ])("sees a partial failure as an engine shows it, and %s", async (_, retry, message, log) => {
    class Once extends RecordingCloud {
      override create(type: string, name: string, inputs: Record<string, unknown>) {
        if (!this.log.includes(`create ${name}`)) return super.create(type, name, inputs);
        this.log.push(`create ${name}`);
        return Promise.reject(new Error(`${name} exists`));
      }
    }
    const cloud = new Once({ incomplete: ["half"] });
    const asked: unknown[] = [];
    const error = await failure(
      run(cloud, async () => {
        const hook = new pulumi.ErrorHook("once", async ({ errors }) => {
          asked.push(errors);
          return retry && errors.length < 2;
        });
        new Thing("half", {}, { hooks: { onError: [hook] } });
      }),
    );
    const partial =
      "1 error occurred:\n\t* creating urn:pulumi:dev::test::test:index:Thing::half: half made\n\n";
    expect(asked[0]).toEqual([partial]);
    expect(error.message).toContain(message);
    await error.deployment.destroy();
    expect(cloud.log).toEqual(log);
  });

  it("that fails itself says which hook it was", async () => {
    const cloud = new RecordingCloud({ failing: new Map([["bad", "never"]]) });
    const error = await failure(
      run(cloud, async () => {
        const hook = new pulumi.ErrorHook("broken", async () => Promise.reject(new Error("oh")));
        new Thing("bad", {}, { hooks: { onError: [hook] } });
      }),
    );
    expect(error.message).toBe("bad (test:index:Thing): error hook broken: oh");
  });
});

describe("hooks around the creation", () => {
  it("run before and after, and their errors count", async () => {
    const order: string[] = [];
    const cloud = new RecordingCloud();
    const error = await failure(
      run(cloud, async () => {
        const before = new pulumi.ResourceHook("before", async () => void order.push("before"));
        const after = new pulumi.ResourceHook("after", async ({ newOutputs }) => {
          order.push(`after ${JSON.stringify(newOutputs)}`);
          throw new Error("not good");
        });
        new Thing("one", { size: 1 }, { hooks: { beforeCreate: [before], afterCreate: [after] } });
      }),
    );
    expect(order).toEqual(["before", 'after {"size":1}']);
    expect(error.message).toBe("one (test:index:Thing): hook after: not good");
    expect(error.deployment.resources.map(({ name }) => name)).toEqual(["one"]);
  });
});

describe("cancellation", () => {
  it("stops declaring, removes what was created, and rejects with the reason", async () => {
    const stop = new AbortController();
    const cloud = new RecordingCloud({
      onCreate: (name) => name === "second" && stop.abort(new Error("Ctrl-C")),
    });
    await expect(
      run(
        cloud,
        async () => {
          const first = new Thing("first", { size: 1 });
          const second = new Thing("second", { size: first.size });
          new Thing("third", { size: second.size });
        },
        { signal: stop.signal },
      ),
    ).rejects.toThrow("Ctrl-C");
    expect(cloud.log).toEqual([
      "create first",
      "created first",
      "create second",
      "created second",
      "delete second-id",
      "delete first-id",
    ]);
  });

  it("before the start creates nothing", async () => {
    const cloud = new RecordingCloud();
    await expect(
      run(cloud, async () => void new Thing("first", {}), { signal: AbortSignal.abort(new Error("early")) }),
    ).rejects.toThrow("early");
    expect(cloud.log).toEqual([]);
  });

  it("ends the retries of error hooks", async () => {
    const stop = new AbortController();
    const cloud = new RecordingCloud({ failing: new Map([["bad", "not yet"]]) });
    await expect(
      run(
        cloud,
        async () => {
          const hook = new pulumi.ErrorHook("forever", async () => {
            stop.abort(new Error("enough"));
            return true;
          });
          new Thing("bad", {}, { hooks: { onError: [hook] } });
        },
        { signal: stop.signal },
      ),
    ).rejects.toThrow("enough");
    expect(cloud.log).toEqual(["create bad"]);
  });

  it("that leaves something gives it to be removed", async () => {
    const stop = new AbortController();
    const cloud = new RecordingCloud({
      onCreate: () => stop.abort(new Error("Ctrl-C")),
      stubborn: new Set(["first"]),
    });
    const error = await failure(run(cloud, async () => void new Thing("first", {}), { signal: stop.signal }));
    expect(error.message).toBe("Could not remove first (test:index:Thing): first is held");
    cloud.options.stubborn?.clear();
    await error.deployment.destroy();
    expect(error.deployment.resources).toEqual([]);
  });
});

describe("real random values", () => {
  it("come from the simulated clouds as from the provider", async () => {
    const { createSimulatedCloud } =
      jest.requireActual<typeof import("../../../emulator")>("../../../emulator");
    const deployment = await runProgram({
      cloud: createSimulatedCloud(),
      config: {},
      project: "test",
      stack: "dev",
      program: async () => ({ hex: new RandomId("id", { byteLength: 4, prefix: "p-" }).hex }),
    });
    expect(deployment.outputs["hex"]).toMatch(/^p-[0-9a-f]{8}$/);
  });
});
