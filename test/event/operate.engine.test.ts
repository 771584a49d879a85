import { execFile } from "node:child_process";
import { once } from "node:events";
import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { lastEntries, readJournal } from "../../event/journal/journal";
import { engineAtAnyCost } from "../../scripts/engine";
import type { Engine } from "../../runtime/engine";
import { changedBy, outcomesOf, RehearsedEvent, type RunningVerb } from "./eventCommand";

const PATIENCE = 20 * 60_000;
const STEP_1 = "settings: { throughStep: 1 }";

let engine: Engine;
beforeAll(async () => void (engine = await engineAtAnyCost()), PATIENCE);

let event: RehearsedEvent;
afterEach(() => event.remove());

/** Sends what a Ctrl-C in the verb's terminal sends: a SIGINT to its whole process group. */
function ctrlC({ child }: RunningVerb): void {
  process.kill(-(child.pid ?? 0), "SIGINT");
}

const statusOf = async (): Promise<unknown> => (await event.told("status"))[0];

/** Every secret of a team's stack, in plain text. */
async function secretsOf(team: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    engine.binary,
    ["stack", "export", "--show-secrets", "--stack", team, "--non-interactive"],
    {
      cwd: join(event.root, "teams", team, "work"),
      env: { ...process.env, PULUMI_CONFIG_PASSPHRASE_FILE: join(event.root, "passphrase") },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const values = [...stdout.matchAll(/"plaintext": ("(?:[^"\\]|\\.)*")/g)].map(
    ([, text = ""]) => JSON.parse(JSON.parse(text) as string) as unknown,
  );
  return values.filter((value): value is string => typeof value === "string" && value.length > 8);
}

describe("a team that may not be given its role", () => {
  it(
    "fails alone, is said with what to do and how to go on, and no secret of any team is told anywhere",
    async () => {
      event = await RehearsedEvent.create("one-faulty", ["red", "blue"]);
      const verb = event.start("up", "--fault", "blue:permission");
      expect(await verb.ended).toBe(1);
      expect(outcomesOf(verb)).toEqual({ red: "done", blue: "failed" });
      const blue = verb.news.find(({ team, is }) => team === "blue" && is === "ended")?.outcome;
      expect(blue?.kind).toBe("permission");
      expect(verb.said).toContain("Ask for Owner or User Access Administrator");
      expect(verb.said).toContain(
        `npm run event -- up blue --file ${join(event.folder, "event.yaml")} --rehearse`,
      );
      const journal = await readJournal(join(event.root, "journal.ndjson"));
      expect(
        journal
          .filter(({ phase }) => phase !== "started")
          .map(({ team, phase, kind, step }) => [team, phase, kind, step]),
      ).toEqual(
        expect.arrayContaining([
          ["red", "done", undefined, 6],
          ["blue", "failed", "permission", 6],
        ]),
      );

      const secrets = [...(await secretsOf("red")), ...(await secretsOf("blue"))];
      expect(secrets.length).toBeGreaterThan(2);
      const files = await readdir(join(event.root, "teams", "blue"));
      expect(files).toContain("failures.log");
      const told = [
        verb.said,
        JSON.stringify(verb.news),
        JSON.stringify(journal),
        await readFile(join(event.root, "teams", "blue", "failures.log"), "utf8"),
        await readFile(join(event.root, "clouds.log"), "utf8"),
      ].join("\n");
      expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);

      expect(outcomesOf(await event.run("up", "blue"))).toEqual({ blue: "done" });
      await event.run("down");
      expect(await event.clouds()).toBeUndefined();
      const last = lastEntries(await readJournal(join(event.root, "journal.ndjson")));
      expect([...last.values()].map(({ team, step }) => [team, step])).toEqual([
        ["red", 0],
        ["blue", 0],
      ]);
    },
    PATIENCE,
  );
});

describe("an event while it is brought up", () => {
  it(
    "finishes what runs after one Ctrl-C, and starts nothing new",
    async () => {
      event = await RehearsedEvent.create("ctrl-c-once", ["red", "blue"], { more: STEP_1 });
      const verb = event.start("up", "--at-once", "1", "--no-canary");
      await verb.nth(1, ({ is }) => is === "resource");
      ctrlC(verb);
      expect(await verb.ended).toBe(130);
      expect(outcomesOf(verb)).toEqual({ red: "done", blue: "held back" });
      expect(await event.workers()).toEqual([]);
      await event.run("down");
      expect(await event.clouds()).toBeUndefined();
    },
    PATIENCE,
  );

  it(
    "is cancelled in order by a second one: the same command goes on without breaking a lock",
    async () => {
      // At Azure's own speed the namespace takes its time.
      event = await RehearsedEvent.create("ctrl-c-twice", ["red"], { more: STEP_1, speed: 10 });
      const verb = event.start("up");
      await verb.nth(
        1,
        ({ is, type, state }) =>
          is === "resource" && state === "begun" && type?.endsWith(":Namespace") === true,
      );
      ctrlC(verb);
      // The system may make one of two signals that come at once.
      await verb.says("Ctrl-C again");
      ctrlC(verb);
      expect(await verb.ended).toBe(130);
      expect(outcomesOf(verb)).toEqual({ red: "cancelled" });
      expect(await event.workers()).toEqual([]);
      const again = await event.run("up");
      expect(outcomesOf(again)).toEqual({ red: "done" });
      expect(again.news.filter(({ phase }) => phase?.includes("lock") === true)).toEqual([]);
      await event.run("down");
    },
    PATIENCE,
  );

  it(
    "refuses a second coordinator, which takes over where it is told to",
    async () => {
      event = await RehearsedEvent.create("two-coordinators", ["red"], { more: STEP_1, speed: 5 });
      const first = event.start("up");
      await first.nth(1, ({ is, state }) => is === "resource" && state === "begun");
      const second = event.start("up");
      expect(await second.ended).toBe(2);
      expect(second.said).toContain(`by process ${String(first.child.pid)}: wait for it`);
      const ended = once(first.child, "exit");
      const third = event.start("up", "--take-over");
      expect(await third.ended).toBe(0);
      expect(await ended).toEqual([143, null]);
      expect(outcomesOf(third)).toEqual({ red: "done" });
      await event.run("down");
    },
    PATIENCE,
  );
});

describe("a step", () => {
  it(
    "is raised at once, lowered only with --remove, and kept by an up, also of a stack whose settings are not here",
    async () => {
      event = await RehearsedEvent.create("steps", ["red"], { more: STEP_1 });
      await event.run("up");
      await event.run("step", "3");
      expect(await statusOf()).toMatchObject([
        { team: "red", region: "westeurope", step: 3, last: { verb: "step", phase: "done" } },
      ]);
      const lowered = event.start("step", "1");
      expect(await lowered.ended).toBe(2);
      expect(lowered.said).toContain("red, at step 3: the lake with every table in it");
      expect(lowered.said).toContain("--remove");
      expect(outcomesOf(await event.run("up"))).toEqual({ red: "done" });
      expect((await event.contents()).left.join()).toContain("StorageAccount");
      // Adopted: its settings are not here, as of a stack that was made by hand or on another machine.
      await rm(join(event.root, "teams", "red"), { recursive: true });
      const adopted = await event.run("up");
      expect(changedBy(adopted)).toBe(0);
      await event.run("step", "1", "--remove");
      expect((await event.contents()).left.join()).not.toContain("StorageAccount");
      await event.run("reset", "red");
      await event.run("down");
      expect(await event.clouds()).toBeUndefined();
    },
    PATIENCE,
  );
});

describe("a team in stock", () => {
  const MEMBER = "11111111-2222-4333-8444-555555555555";

  it(
    "is claimed by a label and a role, teams are added and removed in clouds and file, whose comments stay",
    async () => {
      const more = `${STEP_1}\nspares: 1 # for late comers`;
      event = await RehearsedEvent.create("stock", ["red"], { more });
      const file = join(event.folder, "event.yaml");
      await event.run("up");
      const before = (await event.contents()).left;
      await event.run("claim", "spare-1", "--label", "Late Lions", "--member", MEMBER);
      const claimed = (await event.contents()).left;
      expect(before.filter((each) => !claimed.includes(each))).toEqual([]);
      const added = claimed.filter((each) => !before.includes(each));
      expect(added.map((each) => each.split(" ")[0])).toEqual(["azure-native:authorization:RoleAssignment"]);
      expect(added[0]).toContain("/resourceGroups/clickstream-spare-1-");
      expect(await readFile(file, "utf8")).toContain("spares: 1 # for late comers");
      expect(await statusOf()).toMatchObject([{ team: "red" }, { team: "spare-1", label: "Late Lions" }]);

      // Who is no member any longer loses access.
      await writeFile(file, (await readFile(file, "utf8")).replace(MEMBER, MEMBER.replaceAll("1", "9")));
      await event.run("up", "spare-1");
      const changed = (await event.contents()).left.filter((each) => !before.includes(each));
      expect(changed).toHaveLength(1);
      expect(changed).not.toEqual(added);

      const two = await event.run("add", "Teal", "lime", "--step", "2");
      expect(outcomesOf(two)).toEqual({ teal: "done", lime: "done" });
      expect(await statusOf()).toMatchObject([
        { team: "red", step: 1, last: { verb: "up" } },
        { team: "spare-1", step: 1 },
        { team: "teal", step: 2, last: { verb: "add", phase: "done" } },
        { team: "lime", step: 2, last: { verb: "add", phase: "done" } },
      ]);
      expect(await readFile(file, "utf8")).toMatch(/^teams: \[red, .*, teal, lime\]$/m);

      const removal = event.start("remove", "red");
      await removal.nth(1, ({ is }) => is === "resource");
      await appendFile(file, "\n# written meanwhile\n");
      expect(await removal.ended).toBe(0);
      expect((await event.contents()).left.join()).not.toContain("clickstream-red-");
      const written = await readFile(file, "utf8");
      expect(written).not.toMatch(/\bred\b/);
      expect(written).toContain("# written meanwhile");

      // Taken out by hand, it still stands, and can still be removed alone.
      await writeFile(file, written.replace(", lime", ""));
      expect(outcomesOf(await event.run("down", "lime"))).toEqual({ lime: "done" });
      // The check sees what stands in the rehearsal.
      expect(await event.told("check")).toContainEqual(
        expect.objectContaining({ check: "what stands", found: "2 resource groups of these teams" }),
      );

      expect(outcomesOf(await event.run("down", "--expired"))).toEqual({});
      await writeFile(file, (await readFile(file, "utf8")).replace("2099-12-31", "2020-01-01"));
      expect(outcomesOf(await event.run("down", "--expired"))).toEqual({ "spare-1": "done", teal: "done" });
      expect(await event.clouds()).toBeUndefined();
    },
    PATIENCE,
  );
});
