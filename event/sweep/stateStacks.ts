import { readdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../../runtime/command";
import type { EngineProgram } from "../../runtime/engine/program";
import { isMissing } from "../../runtime/missing";
import type { EventFolder } from "../eventFolder";
import type { StateStore } from "../file/model";
import { projectName } from "../file/projectSettings";
import type { StateDeployment } from "../run/halfMade";
import { backendOf, requireState } from "../run/stateStore";
import type { Listed, SweptStack } from "./seen";

/** Longest that the engine may take for one stack, ms. */
const LIMIT_MS = 120_000;

/** An event's stacks, and how they are reached. */
export interface StackStore {
  readonly event: string;
  readonly folder: EventFolder;
  readonly state: StateStore;
  /** Folder of the engine's own files. */
  readonly home: string;
  /** @throws Error where there is no engine. */
  readonly engine: () => Promise<EngineProgram>;
}

/** @returns the event's stacks, and those of every other event that this machine has in folders. */
export async function listStacks(store: StackStore, bases: string): Promise<Listed<SweptStack>> {
  try {
    const others = await foldersIn(bases);
    const own = basename(store.folder.root);
    const inFolders = await Promise.all(
      others.filter((name) => name !== own).map((name) => stacksInFolder(join(bases, name), name)),
    );
    return { value: [...(await ownStacks(store)), ...inFolders.flat()] };
  } catch (error) {
    return { unknown: (error as Error).message };
  }
}

async function ownStacks(store: StackStore): Promise<SweptStack[]> {
  const { event, folder, state } = store;
  const here = await stacksInFolder(folder.root, event);
  return state.kind === "file" ? here : [...here, ...(await stacksElsewhere(store))];
}

async function foldersIn(base: string): Promise<string[]> {
  const entries = await orNone(readdir(base, { withFileTypes: true }));
  return entries.filter((each) => each.isDirectory() && !each.name.startsWith(".")).map(({ name }) => name);
}

/** Reads the states that engines keep in a folder, without one. @throws Error naming a state that cannot be read. */
async function stacksInFolder(root: string, event: string): Promise<SweptStack[]> {
  const folder = join(root, "state", ".pulumi", "stacks", projectName());
  const files = await orNone(readdir(folder));
  // Beside each state lie those of before, `.bak`; a packed one, `.json.gz`, nobody here has asked for.
  const packed = files.find((file) => file.endsWith(".json.gz"));
  if (packed !== undefined) throw new Error(`${join(folder, packed)} is packed, which is not read here`);
  const states = files.filter((file) => file.endsWith(".json"));
  return await Promise.all(
    states.map(async (file) => ({
      event,
      team: basename(file, ".json"),
      deployment: deploymentIn(await readFile(join(folder, file), "utf8"), join(folder, file)),
    })),
  );
}

async function orNone<T>(list: Promise<T[]>): Promise<T[]> {
  return await list.catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
}

/** `CheckpointV3` of Pulumi's sdk/go/common/apitype. */
function deploymentIn(text: string, file: string): StateDeployment {
  try {
    const { checkpoint } = JSON.parse(text) as { checkpoint?: { latest?: StateDeployment | null } };
    if (checkpoint !== undefined) return checkpoint.latest ?? {};
  } catch {
    // Said below.
  }
  throw new Error(`${file} is not the state of a stack`);
}

async function stacksElsewhere(store: StackStore): Promise<SweptStack[]> {
  const { event } = store;
  const listed = JSON.parse(await pulumi(store, ["stack", "ls", "--json", "--project", projectName()])) as {
    readonly name: string;
  }[];
  return await Promise.all(
    listed.map(async ({ name }) => {
      const exported = JSON.parse(await pulumi(store, ["stack", "export", "--stack", name])) as {
        readonly deployment?: StateDeployment | null;
      };
      return { event, team: name.split("/").pop() ?? name, deployment: exported.deployment ?? {} };
    }),
  );
}

/** Forgets a team's stack, whose resources are gone, and the team's settings on this machine. */
export async function removeStack(store: StackStore, team: string): Promise<void> {
  const { folder, state } = store;
  const name = state.kind === "cloud" ? `${state.organization}/${projectName()}/${team}` : team;
  await pulumi(store, ["stack", "rm", "--force", "--yes", "--preserve-config", "--stack", name]);
  await rm(join(folder.team(team), "work"), { recursive: true, force: true });
}

/** @returns what the engine printed. @throws Error with what it said. */
async function pulumi(store: StackStore, args: readonly string[]): Promise<string> {
  const { folder, state, home } = store;
  const engine = await store.engine();
  await requireState(engine, state, home);
  const url = backendOf(state) ?? `${pathToFileURL(join(folder.root, "state")).href}?metadata=skip`;
  const ended = await run(engine.binary, [...args, "--non-interactive"], {
    cwd: join(__dirname, "..", ".."),
    env: { PULUMI_HOME: home, PULUMI_BACKEND_URL: url, PULUMI_SKIP_UPDATE_CHECK: "true" },
    limit: LIMIT_MS,
  });
  if (ended.code === 0) return ended.stdout;
  throw new Error(`pulumi ${args.slice(0, 2).join(" ")}: ${ended.stderr.trim().replace(/^error: /, "")}`);
}
