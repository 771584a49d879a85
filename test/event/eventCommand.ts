import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { CloudsClient, type CloudContents } from "../../event/rehearsal/client";
import { cloudsAt } from "../../event/rehearsal/cloudNote";
import { TEAM_FOLDER } from "../../event/run/leftProcesses";
import { typescriptFlags } from "../../runtime/typescript";

const repository = join(__dirname, "..", "..");

/** What a whole team has in the clouds, by type. */
export const wholeTeam: Readonly<Record<string, number>> = {
  "azure-native:authorization:RoleAssignment": 1,
  "azure-native:containerinstance:ContainerGroup": 1,
  "azure-native:databricks:AccessConnector": 1,
  "azure-native:databricks:Workspace": 1,
  "azure-native:eventhub:EventHub": 1,
  "azure-native:eventhub:EventHubAuthorizationRule": 2,
  "azure-native:eventhub:Namespace": 1,
  // The team's, and the one that the workspace manages.
  "azure-native:resources:ResourceGroup": 2,
  "azure-native:storage:BlobContainer": 1,
  "azure-native:storage:StorageAccount": 2,
  "databricks:index/catalog:Catalog": 1,
  "databricks:index/dashboard:Dashboard": 1,
  "databricks:index/directory:Directory": 1,
  "databricks:index/externalLocation:ExternalLocation": 1,
  "databricks:index/grant:Grant": 2,
  "databricks:index/job:Job": 1,
  "databricks:index/notebook:Notebook": 4,
  "databricks:index/schema:Schema": 1,
  "databricks:index/secret:Secret": 1,
  "databricks:index/secretScope:SecretScope": 1,
  "databricks:index/sqlEndpoint:SqlEndpoint": 1,
  "databricks:index/storageCredential:StorageCredential": 1,
  "databricks:index/volume:Volume": 1,
};

/** A line that a verb prints with `--json`. */
export interface NewsLine {
  readonly team: string;
  readonly is: string;
  readonly state?: string;
  readonly type?: string;
  readonly phase?: string;
  readonly outcome?: { readonly outcome: string; readonly changed: number; readonly kind?: string };
}

/** A verb that runs, as somebody starts it in a terminal. */
export class RunningVerb {
  readonly news: NewsLine[] = [];
  /** What it printed for people, on standard error. */
  said = "";
  readonly ended: Promise<number | string>;
  readonly #listeners = new Set<(news: NewsLine) => void>();

  constructor(readonly child: ChildProcess) {
    const exit = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
    const read = [
      linesOf(child.stdout, (line) => this.#hear(JSON.parse(line) as NewsLine)),
      linesOf(child.stderr, (line) => void (this.said += `${line}\n`)),
    ];
    this.ended = Promise.all([exit, ...read]).then(([[code, signal]]) => code ?? signal ?? "");
  }

  /** Resolves with the n-th line, from 1, for which it holds; also where the verb ends before. */
  async nth(count: number, holds: (news: NewsLine) => boolean): Promise<void> {
    let left = count;
    const seen = new Promise<void>((resolve) => {
      this.#listeners.add((news) => {
        if (holds(news) && (left -= 1) === 0) resolve();
      });
    });
    await Promise.race([seen, this.ended]);
  }

  /** Resolves once it has printed the words; also where it ends before. */
  async says(words: string): Promise<void> {
    let over = false;
    void this.ended.finally(() => (over = true));
    while (!over && !this.said.includes(words)) await sleep(20);
  }

  #hear(news: NewsLine): void {
    this.news.push(news);
    for (const listener of this.#listeners) listener(news);
  }
}

async function linesOf(stream: Readable | null, hear: (line: string) => void): Promise<void> {
  if (stream !== null) for await (const line of createInterface({ input: stream })) hear(line);
}

/** A rehearsed event with a file of its own. */
export class RehearsedEvent {
  private constructor(
    readonly name: string,
    readonly folder: string,
    readonly speed: number,
  ) {}

  static async create(
    name: string,
    teams: readonly string[],
    { speed = 100, more = "" } = {},
  ): Promise<RehearsedEvent> {
    const folder = await mkdtemp(join(tmpdir(), "event-"));
    await writeFile(
      join(folder, "event.yaml"),
      [
        `event: ${name}`,
        "owner: coach@contoso.com",
        "expires: 2099-12-31",
        "places:",
        "  - subscription: 00000000-0000-4000-8000-000000000011",
        "    regions: [westeurope, northeurope]",
        `teams: [${teams.join(", ")}]`,
        more,
      ].join("\n"),
    );
    return new RehearsedEvent(name, folder, speed);
  }

  get root(): string {
    return join(repository, ".local", "event", `${this.name}.rehearsal`);
  }

  start(...args: string[]): RunningVerb {
    const all = [...typescriptFlags, join(repository, "cli", "event", "main.ts"), ...args];
    const own = [
      "--file",
      join(this.folder, "event.yaml"),
      "--rehearse",
      "--json",
      "--speed",
      String(this.speed),
    ];
    // As from a terminal: a group of its own, that a Ctrl-C reaches as a whole.
    const child = spawn(process.execPath, [...all, ...own], {
      cwd: repository,
      // A test's own: Node would pass on the environment of Jest itself.
      env: process.env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new RunningVerb(child);
  }

  /** Runs a verb to its end. @throws Error with what it printed where it fails. */
  async run(...args: string[]): Promise<RunningVerb> {
    const verb = this.start(...args);
    const code = await verb.ended;
    const failed = verb.news.filter(({ is }) => is === "ended" || is === "again");
    if (code !== 0)
      throw new Error(
        `event ${args.join(" ")} ended with ${code}\n${verb.said}${JSON.stringify(failed, null, 1)}`,
      );
    return verb;
  }

  /** What a verb that only asks tells a program, a line each. */
  async told(verb: string): Promise<unknown[]> {
    const { code, stdout, stderr } = await this.asked(verb, "--json");
    if (code !== 0) throw new Error(`event ${verb} ended with ${code}\n${stderr}`);
    return stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
  }

  /** Runs a verb that only asks to its end. */
  async asked(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const ended = await promisify(execFile)(
      process.execPath,
      [
        ...typescriptFlags,
        join(repository, "cli", "event", "main.ts"),
        ...[...args, "--rehearse", "--file", join(this.folder, "event.yaml")],
      ],
      { cwd: repository, env: process.env },
    ).catch((error: unknown) => error as { code: number; stdout: string; stderr: string });
    return { code: 0, ...ended };
  }

  async clouds(): Promise<CloudsClient | undefined> {
    const found = await cloudsAt(join(this.root, "clouds.json"));
    return found === undefined || found === "ended" ? undefined : new CloudsClient(found);
  }

  async contents(): Promise<CloudContents> {
    return (await (await this.clouds())?.contents()) ?? { left: [] };
  }

  /** Numbers of all processes that work for the event's teams. */
  async workers(): Promise<number[]> {
    const marker = `${TEAM_FOLDER}=${this.root}/`;
    const entries = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry));
    const looked = entries.map(async (entry) => {
      const environment = await readFile(`/proc/${entry}/environ`, "utf8").catch(() => "");
      return environment.split("\0").some((each) => each.startsWith(marker)) ? [Number(entry)] : [];
    });
    return (await Promise.all(looked)).flat();
  }

  /** Ends the coordinator as `kill -9` does, with what works for teams if that is of one of these names. */
  async kill(coordinator: RunningVerb, names: readonly string[]): Promise<void> {
    coordinator.child.kill("SIGKILL");
    for (const pid of await this.workers()) {
      const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
      if (names.includes(name.trim())) kill(pid);
    }
    await coordinator.ended;
  }

  async remove(): Promise<void> {
    for (const pid of await this.workers()) kill(pid);
    await (await this.clouds())?.stop().catch(() => undefined);
    for (const each of [this.root, this.folder])
      await rm(each, { recursive: true, force: true, maxRetries: 5 });
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended in the meantime.
  }
}

/** @returns each team's outcome, of the verb's last word on it. */
export function outcomesOf(verb: RunningVerb): Record<string, string | undefined> {
  const ended = verb.news.filter(({ is }) => is === "ended");
  return Object.fromEntries(ended.map(({ team, outcome }) => [team, outcome?.outcome]));
}

/** @returns how many resources a verb changed, all teams together. */
export function changedBy(verb: RunningVerb): number {
  return verb.news.reduce((sum, { is, outcome }) => sum + (is === "ended" ? (outcome?.changed ?? 0) : 0), 0);
}

/** @returns how many of each type there are. */
export function countsOf({ left }: CloudContents): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const each of left) {
    const [type = ""] = each.split(" ");
    counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}
