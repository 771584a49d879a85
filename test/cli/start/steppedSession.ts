import { writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { claimTeam } from "../../../cli/start/claim";
import { runSession } from "../../../cli/start/session";
import { View } from "../../../cli/start/view";
import { readOptions } from "../../../cli/start/options";
import type { Deployed, DeployOptions } from "../../../cli/start/deployment";
import type { Launchers } from "../../../emulator/services/launchers";
import { hostOf } from "../../../clients/eventHubs";
import { make, types } from "../../emulator/services/stage";
import { SteppedProcess } from "./steppedProcess";

const TEAM = "red";
/** What each process has made and not been told to remove: each file has its process's number. */
const made = new Map<SteppedProcess, string[]>();

async function startService(folder: string): Promise<{ pid: number; stop(): Promise<void> }> {
  const process = SteppedProcess.current;
  if (!process) throw new Error("only a stepped process starts services");
  const service = process.startService();
  const file = join(folder, "data");
  await writeFile(file, String(process.pid));
  made.set(process, [...(made.get(process) ?? []), file]);
  return service;
}

const nothing = async (): Promise<void> => undefined;

/** What a Spark does that nobody asks anything. */
const reachedByNobody = {
  sqlUrl: "http://127.0.0.77:1",
  token: "token",
  setHosts: nothing,
  importNotebook: nothing,
  deleteNotebook: nothing,
  putSecret: nothing,
  deleteSecret: nothing,
  createSchema: nothing,
  startJob: nothing,
  cancelJob: nothing,
  jobState: async () => undefined,
};

/** A broker and a Spark that are a file each, and which nobody can reach. */
export const launchers: Launchers = {
  makeCertificates: async (_, folder) => ({
    authority: {
      pemFile: join(folder, "ca.pem"),
      truststoreFile: join(folder, "truststore"),
      truststorePassword: "truststore",
    },
    keystoreFile: join(folder, "keystore.pem"),
  }),
  startBroker: async ({ namespace, folder }) => ({
    ...(await startService(folder)),
    host: hostOf(namespace),
    address: "127.0.0.77",
    certificateAuthority: { pemFile: "", truststoreFile: "", truststorePassword: "" },
    createTopic: nothing,
    deleteTopic: nothing,
    putRule: nothing,
    deleteRule: nothing,
  }),
  startSpark: async ({ folder, ...place }) => {
    await writeFile(join(folder, "driver.log"), "no memory");
    return { ...(await startService(folder)), ...reachedByNobody, place: { ...place, hostsFile: "hosts" } };
  },
  startGenerator: () => Promise.reject(new Error("no generator is declared here")),
};

/** What the removal of everything fails with in the end. */
let failing: string | undefined;
export const failRemoval = (message: string | undefined): void => void (failing = message);

const declared = ["group", "namespace", "account", "container", "workspace"] as const;

/** Stands for the program, of which one process can run only one at a time: declares a hub, a lake and a workspace. */
export async function deployInSteps({ cloud, signal }: DeployOptions): Promise<Deployed> {
  const created: (() => Promise<void>)[] = [];
  const destroy = async (): Promise<void> => {
    for (const remove of created.splice(0).reverse()) await remove();
    if (failing) throw new Error(failing);
  };
  for (const name of declared) {
    if (signal.aborted) {
      await destroy();
      throw signal.reason;
    }
    const [resource] = await make(cloud, name);
    created.push(() => cloud.delete(types[name], resource?.id ?? ""));
  }
  return { outputs: {}, failure: undefined, destroy };
}

/** `npm start` of a team in a process that takes its steps as the test says. */
export class SteppedSession {
  readonly process = new SteppedProcess();
  readonly said: string[] = [];
  /** Exit code, or the error's message. */
  readonly ended: Promise<number | string>;
  /** Since when it may remove what it has made. */
  #told = false;
  readonly #running: string;

  constructor(home: string) {
    const { process, said } = this;
    this.#running = join(home, "running", `${TEAM}.json`);
    const view = new View({
      live: false,
      columns: 100,
      line: (text) => void said.push(text),
      update: () => undefined,
      settle: () => undefined,
    });
    const options = readOptions(["--team", TEAM, "--through-step", "4", "--no-page"]);
    const { signal } = process.interrupted;
    this.ended = process
      .run(async () => runSession({ options, view, signal, claim: await claimTeam(home, { options, view }) }))
      .catch((error: unknown) => (error as Error).message);
  }

  /** What a Ctrl-C does. */
  interrupt(): void {
    this.#told = true;
    this.process.interrupted.abort(new Error("ended by SIGINT"));
  }

  /** Whether it has made something, lives, and nobody has told it to remove it. */
  get holds(): boolean {
    return this.process.isAlive && !this.#told && made.has(this.process);
  }

  /** @returns of what it holds, what another one has removed or replaced. */
  get harmed(): string[] {
    if (!this.holds) return [];
    const files = (made.get(this.process) ?? []).filter(
      (file) => contentOf(file) !== String(this.process.pid),
    );
    const noted = contentOf(this.#running);
    const owner = noted === undefined ? undefined : (JSON.parse(noted) as { owner: number }).owner;
    return this.process.isResting && owner !== this.process.pid ? [...files, this.#running] : files;
  }
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
