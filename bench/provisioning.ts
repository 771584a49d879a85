/**
 * How long a team's challenge takes to come up and to go on Azure, by the table of durations in
 * `emulator/services`: the real engine runs the real program against the simulated clouds.
 *
 * `npm run bench -- provisioning [--speed 10] [--runs 5]`
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Stack } from "@pulumi/pulumi/automation";
import challenge from "../index";
import { removalProvider } from "../components/workspaceRemoval";
import { azureDurations, createSimulatedCloud } from "../emulator";
import { serveCloud } from "../emulator/serveCloud";
import type { Engine } from "../runtime/engine";
import { engineAtAnyCost } from "../scripts/engine";
import { openStack } from "../runtime/engine/stack";
import { onlyCodeOf, type Operation } from "../emulator/grpc";
import { criticalPath, type Work } from "./criticalPath";
import { median, shown } from "./figures";
import { markdownTable } from "../scripts/markdownTable";
import { progress, type Result } from "./page";

/** Settings that differ in what there is. */
const shapes: Readonly<Record<string, Record<string, unknown>>> = {
  "all six steps": {},
  "without dashboard": { dashboard: false },
  serverless: { compute: "serverless" },
  "account key": { lakeAccess: "accountKey" },
  "through step 4": { throughStep: 4 },
  "through step 1": { throughStep: 1 },
};

const WORKSPACE = "azure-native:databricks:Workspace";
const REMOVAL = "pulumi-nodejs:dynamic:Resource";

/** A resource as `pulumi stack export` has it. */
interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly dependencies?: readonly string[];
  readonly parent?: string;
  readonly provider?: string;
}

/** A stack in a folder of its own, with everything that serves it. */
interface Rehearsal {
  readonly stack: Stack;
  readonly operations: Operation[];
  close(): Promise<void>;
}

async function rehearse(engine: Engine, speed: number, plain: Record<string, unknown>): Promise<Rehearsal> {
  const folder = await mkdtemp(join(tmpdir(), "provisioning-"));
  const cloud = createSimulatedCloud({ speed });
  const operations: Operation[] = [];
  const served = await serveCloud(cloud, {
    isOwnCode: onlyCodeOf(removalProvider),
    onOperation: (operation) => {
      if (operation.ended !== undefined) operations.push(operation);
    },
  });
  const settings = { plain: { team: "contoso", owner: "coach", expires: "2099-12-31", ...plain } };
  const environment = served.environment;
  const stack = await openStack({ engine, name: "bench", folder, program: challenge, settings, environment });
  return {
    stack,
    operations,
    close: async () => {
      await served.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const nameOf = (urn: string): string => urn.split("::")[3] ?? "";

/** What each resource waits for when it is created. */
function graphOf(resources: readonly StateResource[]): ReadonlyMap<string, readonly string[]> {
  const needs = ({ dependencies = [], parent = "", provider = "" }: StateResource): string[] =>
    [...dependencies, parent, provider].map(nameOf).filter((name) => name !== "");
  return new Map(resources.map((resource) => [nameOf(resource.urn), needs(resource)]));
}

/** The same in reverse: a resource is deleted after those that depend on it. */
function reversed(graph: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...graph.keys()].map((name) => [
      name,
      [...graph].filter(([, needs]) => needs.includes(name)).map(([each]) => each),
    ]),
  );
}

function secondsOf({ method, type }: Operation): number {
  if (method !== "create" && method !== "delete") return 0;
  // ARM deletes the workspace when its removal asks for it; the provider then finds it gone.
  if (method === "delete" && type === WORKSPACE) return 0;
  return azureDurations[method === "delete" && type === REMOVAL ? WORKSPACE : type]?.[method] ?? 0;
}

function rowOf(
  shape: string,
  method: "create" | "delete",
  run: { operations: readonly Operation[]; graph: ReadonlyMap<string, readonly string[]>; speed: number },
): string[] {
  const own = run.operations.filter((operation) => operation.method === method);
  const seconds = new Map(own.map((operation) => [operation.name, secondsOf(operation)]));
  const works: Work[] = [...run.graph].map(([name, after]) => ({
    name,
    after,
    seconds: seconds.get(name) ?? 0,
  }));
  const critical = criticalPath(works);
  const sequential = [...seconds.values()].reduce((sum, each) => sum + each, 0);
  const started = Math.min(...own.map((operation) => operation.started));
  const makespan = ((Math.max(...own.map(({ ended = 0 }) => ended)) - started) * run.speed) / 1000;
  return [
    shape,
    method === "create" ? "up" : "destroy",
    shown(makespan),
    shown(critical.seconds),
    shown(makespan / critical.seconds),
    shown(sequential),
    critical.path.map((name) => name.replace(/^clickstream-/, "")).join(" → "),
  ];
}

async function rows(engine: Engine, shape: string, speed: number): Promise<string[][]> {
  const { stack, operations, close } = await rehearse(engine, speed, shapes[shape] ?? {});
  try {
    await stack.up();
    const { deployment } = await stack.exportStack();
    const graph = graphOf((deployment as { resources: StateResource[] }).resources);
    await stack.destroy();
    return [
      rowOf(shape, "create", { operations, graph, speed }),
      rowOf(shape, "delete", { operations, graph: reversed(graph), speed }),
    ];
  } finally {
    await close();
  }
}

/** Wall seconds of whole commands where the clouds are instant, the first run left out: it is not warm. */
async function overhead(engine: Engine, runs: number): Promise<{ up: number; destroy: number }> {
  const { stack, close } = await rehearse(engine, 0, {});
  const taken = { up: [] as number[], destroy: [] as number[] };
  try {
    for (let run = 0; run <= runs; run += 1) {
      for (const command of ["up", "destroy"] as const) {
        const started = performance.now();
        await stack[command]();
        if (run > 0) taken[command].push((performance.now() - started) / 1000);
      }
    }
  } finally {
    await close();
  }
  return { up: median(taken.up), destroy: median(taken.destroy) };
}

/** @param args `--speed N` (times as fast as Azure), `--runs N` (of the instant clouds). */
export async function measure(args: readonly string[]): Promise<Result> {
  const options = {
    speed: { type: "string", default: "10" },
    runs: { type: "string", default: "5" },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  const engine = await engineAtAnyCost();
  const table: string[][] = [];
  for (const shape of Object.keys(shapes)) {
    table.push(...(await rows(engine, shape, Number(values.speed))));
    progress(shape);
  }
  const { up, destroy } = await overhead(engine, Number(values.runs));
  const head = [
    "shape",
    "command",
    "makespan, s",
    "critical path, s",
    "ratio",
    "one after another, s",
    "on the path",
  ];
  return {
    name: "provisioning",
    figures: [
      markdownTable(head, table),
      `Where the clouds are instant, a whole \`up\` takes ${shown(up)} s and a whole \`destroy\` ${shown(destroy)} s, ` +
        `warm, the median of ${values.runs}.`,
    ].join("\n\n"),
    versions: `Pulumi ${engine.version}, clouds ${values.speed} times as fast as Azure`,
  };
}
