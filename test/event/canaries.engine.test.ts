import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { engineAtAnyCost } from "../../scripts/engine";
import type { Engine } from "../../runtime/engine";
import { longRun } from "../long";
import { leakedIn } from "./canaries";
import { outcomesOf, RehearsedEvent, type RunningVerb } from "./eventCommand";

const PATIENCE = 20 * 60_000;

let engine: Engine;
let event: RehearsedEvent;
/** Where every process writes down what it sends and starts. */
let tap: string;
beforeAll(async () => {
  engine = await engineAtAnyCost();
  tap = await mkdtemp(join(tmpdir(), "tap-"));
  process.env["EVENT_TAP"] = tap;
  process.env["NODE_OPTIONS"] = `--require ${join(__dirname, "tap.cjs")}`;
}, PATIENCE);
afterAll(async () => {
  Reflect.deleteProperty(process.env, "NODE_OPTIONS");
  Reflect.deleteProperty(process.env, "EVENT_TAP");
  await event.remove();
  await rm(tap, { recursive: true });
});

async function pulumi(team: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    engine.binary,
    [...args, "--stack", team, "--non-interactive"],
    {
      cwd: join(event.root, "teams", team, "work"),
      env: { ...process.env, PULUMI_CONFIG_PASSPHRASE_FILE: join(event.root, "passphrase") },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return stdout;
}

/** Calls `replace` with each secret of an exported state, and where it is; what it returns takes its place. */
function eachSecret(
  value: unknown,
  place: string,
  replace: (place: string, secret: unknown) => unknown,
): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("plaintext" in value)
    return { ...value, plaintext: JSON.stringify(replace(place, JSON.parse(String(value.plaintext)))) };
  const entries = Object.entries(value).map(([key, each]) => [
    key,
    eachSecret(each, `${place}.${key}`, replace),
  ]);
  return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}

/** Keys within a secret, such as a connection string. */
const keysIn = (secret: string): string[] =>
  [...secret.matchAll(/(?:SharedAccessKey|sasKeyValue)=([\w+/]{20,}=*)/g)].map(([, key = ""]) => key);

/**
 * Puts a canary in the place of every secret of a team's state.
 *
 * @param secrets gets what was there, and the canaries.
 */
async function plantCanaries(team: string, secrets: Map<string, string>): Promise<string[]> {
  const planted: string[] = [];
  const state = eachSecret(
    JSON.parse(await pulumi(team, "stack", "export", "--show-secrets")),
    team,
    (place, secret) => {
      const text = String(secret);
      for (const [index, each] of [text, ...keysIn(text)].entries()) secrets.set(`${place} ${index}`, each);
      const canary = `canary/${randomBytes(18).toString("base64")}+=`;
      secrets.set(`canary ${place}`, canary);
      planted.push(place.slice(place.lastIndexOf(".deployment.") + 1));
      return canary;
    },
  );
  const file = join(event.folder, `${team}.json`);
  await writeFile(file, JSON.stringify(state));
  await pulumi(team, "stack", "import", "--file", file);
  await rm(file);
  return planted;
}

/** Every file in a folder, with its text. */
async function filesIn(folder: string): Promise<[name: string, text: string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        return [relative(folder, path), await readFile(path, "latin1")] as [string, string];
      }),
  );
}

/** With the lake's key there is a secret more; the long run has a team that has none of it, too. */
const teams = [
  { name: "blue", written: "{ name: blue, settings: { lakeAccess: accountKey } }" },
  ...(longRun ? [{ name: "red", written: "red" }] : []),
];
const names = teams.map(({ name }) => name);

const schedule = [
  "settings: { registryUser: contoso }",
  "secrets: { registryPassword: { env: NOT_READ_IN_A_REHEARSAL } }",
  "schedule:",
  "  - { at: 2020-03-10T09:00+01:00, do: up, step: 6 }",
].join("\n");

it(
  "no secret of any state is in a file, a stream, a message or an argument of an event, but the keys that were asked for",
  async () => {
    event = await RehearsedEvent.create(
      "canaries",
      teams.map(({ written }) => written),
      { speed: 0, more: schedule },
    );
    const secrets = new Map([["the event's secret setting", "rehearsed-registryPassword"]]);
    const streams = new Map<string, string>();
    const heard = (name: string, { said, news }: RunningVerb): void =>
      void streams.set(name, `${said}${JSON.stringify(news)}`);
    const ask = async (...args: string[]): Promise<number> => {
      const { code, stdout, stderr } = await event.asked(...args);
      streams.set(args.join(" "), stdout + stderr);
      return code;
    };

    // The schedule's, of which nothing has happened.
    const up = await event.run("due", "--run", "--fault", "blue:transient");
    heard("due --run", up);
    expect(outcomesOf(up)).toEqual(Object.fromEntries(names.map((name) => [name, "done"])));
    expect(await ask("due")).toBe(0);

    for (const team of names) {
      const planted = await plantCanaries(team, secrets);
      expect(planted.length).toBeGreaterThan(3);
    }
    expect(await ask("status")).toBe(0);
    expect(await ask("board", "--once")).toBe(0);
    expect(await ask("verify", "--json")).toBe(2);
    expect(await ask("handout")).toBe(0);
    const handouts = await filesIn(join(event.root, "handouts"));
    expect(handouts.map(([name]) => name).sort()).toEqual([
      "blue.html",
      "handout.csv",
      "index.html",
      ...(longRun ? ["red.html"] : []),
    ]);
    expect(await ask("handout", "--with-keys", "--json")).toBe(0);
    const before = await filesIn(event.root);
    const down = await event.run("down");
    heard("down", down);
    expect(await ask("report", "--format", "json")).toBe(0);

    const texts = new Map([
      ...streams,
      ...handouts,
      ...before,
      ...(await filesIn(event.root)).map(([name, text]) => [`${name}, after down`, text] as const),
      ...(await filesIn(tap)).map(([name, text]) => [`tap ${name}`, text] as const),
    ]);
    // What is looked at is there to be looked at.
    expect([...texts.keys()]).toEqual(
      expect.arrayContaining(["journal.ndjson", "observed.ndjson", "clouds.log", "handouts/blue.html"]),
    );
    const sent = [...texts]
      .filter(([name]) => name.startsWith("tap "))
      .map(([, text]) => text)
      .join("");
    for (const message of ['"is":"result"', '"command":"up"', "/serve", '"started"'])
      expect(sent).toContain(message);

    const found = [...texts].flatMap(([name, text]) =>
      leakedIn(text, secrets).map((secret) => `${secret} in ${name}`),
    );
    const asked = names.map(
      (team) =>
        `canary ${team}.deployment.resources.0.outputs.containerCreateCommand in handouts/${team}.keys.txt`,
    );
    expect(found.sort()).toEqual(asked.flatMap((each) => [each, `${each}, after down`]));
  },
  PATIENCE,
);
