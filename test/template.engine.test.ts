import { execFile, execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { createSimulatedCloud } from "../emulator";
import { serveCloud } from "../emulator/serveCloud";
import { eventFolder } from "../event/eventFolder";
import { projectSettings } from "../event/file/projectSettings";
import type * as ProjectSettings from "../event/file/projectSettings";
import type * as Standing from "../event/run/standing";
import { engineAtAnyCost } from "../scripts/engine";
import { PATIENCE, required } from "./lifecycle/stack";

const repository = join(__dirname, "..");
const NAME = "hackathon";

let folder: string;
let made: string;
let engine: string;

beforeAll(async () => {
  engine = (await engineAtAnyCost()).binary;
  folder = realpathSync(mkdtempSync(join(tmpdir(), "template-")));
  made = join(folder, "made");
  const template = join(folder, "template");
  const files = execFileSync("git", ["ls-files", "-z"], { cwd: repository, encoding: "utf8" }).split("\0");
  for (const file of files.filter((name) => name !== ""))
    cpSync(join(repository, file), join(template, file));
  const options = ["--generate-only", "--yes", "--name", NAME, "--dir", made];
  const env = { ...process.env, HOME: folder, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const ended = await promisify(execFile)(engine, ["new", template, ...options], { env }).catch(
    (error: unknown) => error as { stdout: string; stderr: string },
  );
  // An engine without Node's plugin, as one that is compiled here, has written everything when it misses that.
  expect(ended.stderr).toMatch(/^\s*(error: failed to load language plugin nodejs: .*\s*)?$/);
  expect(ended.stdout).toContain(`Created project '${NAME}'`);
  symlinkSync(join(repository, "node_modules"), join(made, "node_modules"));
}, PATIENCE);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Previews the made project's program from nothing, by its own code. */
const PREVIEW = `
  const { findEngine } = require("./runtime/engine/find");
  const { openStack } = require("./runtime/engine/stack");
  const [folder, settings] = process.argv.slice(1);
  (async () => {
    const engine = await findEngine();
    const options = { engine, name: "red", folder, program: require("./index"), environment: process.env };
    const stack = await openStack({ ...options, settings: { plain: JSON.parse(settings) } });
    const { changeSummary } = await stack.preview();
    const { name } = await stack.workspace.projectSettings();
    console.log(JSON.stringify({ name, changeSummary }));
  })();`;

it("`pulumi new` copies every file as it is, but for the project's own", () => {
  const differing = () =>
    execFileSync("diff", ["--recursive", "--brief", join(folder, "template"), made], { encoding: "utf8" });
  expect(differing).toThrow(
    expect.objectContaining({
      stdout: [
        `Files ${join(folder, "template", "Pulumi.yaml")} and ${join(made, "Pulumi.yaml")} differ`,
        `Only in ${made}: node_modules`,
        "",
      ].join("\n"),
    }) as Error,
  );
  expect(readFileSync(join(made, "Pulumi.yaml"), "utf8")).toMatch(new RegExp(`^name: ${NAME}$`, "m"));
});

it(
  "an inline engine previews the program of the made project, under its name",
  async () => {
    const served = await serveCloud(createSimulatedCloud(), { isOwnCode: () => true });
    const { ["PATH"]: path = "" } = process.env;
    const env = { ...process.env, ...served.environment, PATH: `${dirname(engine)}:${path}` };
    try {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ["--require", "tsx/cjs", "--eval", PREVIEW, join(folder, "stack"), JSON.stringify(required)],
        { cwd: made, env },
      );
      const { name, changeSummary } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as {
        name: string;
        changeSummary: Record<string, number>;
      };
      expect(name).toBe(NAME);
      expect(Object.keys(changeSummary)).toEqual(["create"]);
      expect(changeSummary["create"]).toBeGreaterThan(30);
    } finally {
      await served.stop();
    }
  },
  PATIENCE,
);

it("the made project has the same settings, and no other", () => {
  const { projectSettings: settingsOf } = jest.requireActual<typeof ProjectSettings>(
    join(made, "event", "file", "projectSettings"),
  );
  expect(settingsOf()).toEqual(projectSettings());
});

it("an event finds the made project's stacks", async () => {
  const { standingStacks } = jest.requireActual<typeof Standing>(join(made, "event", "run", "standing"));
  const place = await eventFolder("march", false, join(folder, "event"));
  const work = join(place.team("red"), "work");
  mkdirSync(work, { recursive: true });
  const settings = [
    "azure-native:subscriptionId: one",
    `${NAME}:location: westeurope`,
    `${NAME}:throughStep: 4`,
  ];
  writeFileSync(
    join(work, "Pulumi.red.yaml"),
    ["config:", ...settings.map((line) => `  ${line}`)].join("\n"),
  );
  expect([...(await standingStacks(place))]).toEqual([
    ["red", { placement: { subscription: "one", region: "westeurope" }, step: 4 }],
  ]);
});
