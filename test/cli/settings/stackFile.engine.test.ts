import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseStackFile } from "../../../cli/settings/stackFile";
import { wrongSettings } from "../../../cli/settings/wrongSettings";
import { engineAtAnyCost } from "../../../scripts/engine";
import { PATIENCE } from "../../lifecycle/stack";

const PROJECT_NAME = "clickstream-challenge";
const required = ["team: red", "owner: coach", 'expires: "2099-12-31"'];
let folder: string;
let binary: string;

beforeAll(async () => {
  ({ binary } = await engineAtAnyCost());
  folder = await mkdtemp(join(tmpdir(), "stack-file-"));
  const project = await readFile(join(__dirname, "..", "..", "..", "Pulumi.yaml"), "utf8");
  await writeFile(join(folder, "Pulumi.yaml"), project);
  await pulumi("stack", "init", "red");
}, 20 * 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function pulumi(...args: string[]): Promise<string> {
  const env = {
    ...process.env,
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "passphrase",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const options = { cwd: folder, env };
  return (await promisify(execFile)(binary, [...args, "--non-interactive"], options)).stdout;
}

async function writeSettings(lines: readonly string[]): Promise<string> {
  const text = ["config:", ...lines.map((line) => `  ${line}`), ""].join("\n");
  await writeFile(join(folder, "Pulumi.red.yaml"), text);
  return text;
}

it(
  "a stack's file gives what an engine makes of it",
  async () => {
    const written = [
      "red",
      '"2030-12-31"',
      "2030-12-31",
      "2030-1-5",
      "2030-02-31",
      "+4",
      "08",
      "010",
      "0o10",
      "0x1f",
      "-0b11",
      "-0",
      "1_000",
      "1e3",
      "1.50",
      ".5",
      "1:30",
      "True",
      "yes",
      "off",
      "'08'",
      "[a, 'b', 08]",
      "{ a: 1 }",
      "",
    ];
    const text = await writeSettings(written.map((value, index) => `${PROJECT_NAME}:key${index}: ${value}`));
    const printed = JSON.parse(await pulumi("config", "--json", "--stack", "red")) as Record<
      string,
      { value: string }
    >;
    const { settings } = parseStackFile(text);
    const read = written.map((value, index) => [value, settings[`${PROJECT_NAME}:key${index}`]]);
    expect(read.map(([value, given]) => [value, given && (given as { text: string }).text])).toEqual(
      written.map((value, index) => [value, printed[`${PROJECT_NAME}:key${index}`]?.value]),
    );
  },
  PATIENCE,
);

it.each([
  "members: 0a1b2c3d-0000-4000-8000-00000000000f",
  "workers: [1]",
  "location: { a: b }",
  "workers:",
  'dashboard: ""',
])(
  "an engine refuses %s for its type, as the check of settings does",
  async (line) => {
    const text = await writeSettings([...required, line]);
    const [key = ""] = line.split(":");
    expect(wrongSettings(parseStackFile(text), PROJECT_NAME, new Date()).map((each) => each.key)).toEqual([
      key,
    ]);
    // It looks at them before it looks for what runs the program.
    await expect(pulumi("preview", "--stack", "red")).rejects.toThrow(
      `configuration key '${key}' must be of type`,
    );
  },
  PATIENCE,
);
