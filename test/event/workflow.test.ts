import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { missingFor } from "../../event/signIn";
import { runEvent } from "../cli/event/eventProgram";

jest.setTimeout(120_000);

const repository = join(__dirname, "..", "..");
const read = (path: string): string => readFileSync(join(repository, path), "utf8");

interface WorkflowStep {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: object;
}
interface Workflow {
  readonly on: { readonly schedule: readonly { readonly cron: string }[]; readonly workflow_dispatch: null };
  readonly permissions: object;
  readonly concurrency: object;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly WorkflowStep[] }>>;
}

const text = read("event/workflow/due.yml");
const workflow = parse(text) as Workflow;
const steps = workflow.jobs["due"]?.steps ?? [];

describe("the workflow for an event", () => {
  it("runs by the clock or by hand, never two at once, and may only read the repository", () => {
    expect(workflow.on).toEqual({ schedule: [{ cron: "*/15 * * * *" }], workflow_dispatch: null });
    expect(workflow.concurrency).toEqual({ group: "event", "cancel-in-progress": false });
    expect(workflow.permissions).toEqual({ contents: "read" });
    expect(Object.keys(workflow.jobs)).toEqual(["due"]);
  });

  it("uses the actions of this project's own workflow, in the same versions", () => {
    const own = (parse(read(".github/workflows/ci.yml")) as Workflow).jobs["check"]?.steps ?? [];
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.map((uses) => uses.split("@")[0])).toEqual(["actions/checkout", "actions/setup-node"]);
    expect(used.filter((uses) => !own.some((step) => step.uses === uses))).toEqual([]);
  });

  it("runs commands that are there", async () => {
    const scripts = (JSON.parse(read("package.json")) as { scripts: object }).scripts;
    const commands = steps.flatMap(({ run }) => (run?.startsWith("npm ") ? [run] : []));
    expect(commands).toEqual(["npm ci", "npm run engine", "npm run event -- due --run"]);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["engine", "event"]));
    const { code, stdout } = await runEvent(repository, ["due", "--help"]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^ +--run +/m)]);
  });

  it("has all that a sign-in, the state and its secrets want, each secret by its name", () => {
    expect(missingFor("servicePrincipal", workflow.env)).toEqual([]);
    const secret = ["ARM_CLIENT_ID", "ARM_CLIENT_SECRET", "ARM_TENANT_ID"];
    secret.push("AZURE_STORAGE_KEY", "PULUMI_CONFIG_PASSPHRASE");
    expect(workflow.env).toEqual({
      ...Object.fromEntries(secret.map((name) => [name, `\${{ secrets.${name} }}`])),
      ...Object.fromEntries(["EVENT", "AZURE_STORAGE_ACCOUNT"].map((name) => [name, `\${{ vars.${name} }}`])),
    });
    // An expression in a script would be part of it, whatever it holds.
    expect(steps.filter(({ run = "" }) => run.includes("${{"))).toEqual([]);
  });
});

describe("its folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "workflow-"));
    // Keeps blobs in a folder, and notes what it is asked.
    const az = [
      "#!/bin/sh",
      'echo "$@" >> "$BLOBS/asked"',
      'for last; do [ "$before" = --file ] && file=$last; before=$last; done',
      'case "$3" in',
      '  exists) [ -n "$REFUSED" ] && exit 1; [ -f "$BLOBS/blob" ] && echo true || echo false ;;',
      '  download) cp "$BLOBS/blob" "$file" ;;',
      '  upload) cp "$file" "$BLOBS/blob" ;;',
      "esac",
    ];
    writeFileSync(join(folder, "az"), az.join("\n"));
    chmodSync(join(folder, "az"), 0o755);
    mkdirSync(join(folder, "blobs"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs a step's script as a runner does, on a machine of its own. */
  function runner(name: string): { run: (step: string, more?: object) => string; event: string } {
    const home = join(folder, name);
    mkdirSync(home, { recursive: true });
    const run = (step: string, more: object = {}): string => {
      const script = steps.find((each) => each.name === step)?.run ?? "exit 99";
      const PATH = `${folder}:${dirname(process.execPath)}:/usr/bin:/bin`;
      const env = { PATH, EVENT: "contoso", BLOBS: join(folder, "blobs"), ...more };
      return execFileSync("bash", ["-e", "-c", script], { cwd: home, env, encoding: "utf8", stdio: "pipe" });
    };
    return { run, event: join(home, ".local", "event", "contoso") };
  }

  const files = (at: string): string[] =>
    readdirSync(at, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(at.length + 1))
      .sort();

  function write(at: string, names: readonly string[]): void {
    for (const name of names) {
      mkdirSync(dirname(join(at, name)), { recursive: true });
      writeFileSync(join(at, name), name);
    }
  }

  it("goes from one runner to the next as it is, without what is one machine's alone or secret", () => {
    const first = runner("first");
    expect(first.run("fetch the event's folder")).toBe("the first run: there is no folder yet\n");
    expect(first.run("keep the event's folder")).toBe("");
    expect(readdirSync(join(folder, "blobs"))).toEqual(["asked"]);

    const kept = ["journal.ndjson", "observed.ndjson", "teams/red/work/Pulumi.red.yaml"];
    const own = ["lock", "passphrase", "state/red.json", "home/credentials.json", "handouts/red.keys.txt"];
    write(first.event, [...kept, ...own, "teams/blue/work/Pulumi.blue.yaml"]);
    first.run("keep the event's folder");
    const second = runner("second");
    second.run("fetch the event's folder");
    expect(files(second.event)).toEqual([...kept, "teams/blue/work/Pulumi.blue.yaml"].sort());

    // What is gone there is gone for the next one.
    rmSync(join(second.event, "teams", "blue"), { recursive: true });
    second.run("keep the event's folder");
    const third = runner("third");
    third.run("fetch the event's folder");
    expect(files(third.event)).toEqual(kept);
  });

  it("that cannot be asked for ends the run, before it is taken for none", () => {
    expect(() => runner("first").run("fetch the event's folder", { REFUSED: "yes" })).toThrow();
  });
});
