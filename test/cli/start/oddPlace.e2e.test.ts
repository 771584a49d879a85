import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { processesWith } from "../../processes";
import { Command } from "./command";
import { copyRepository, removeCopy } from "./copy";

/** What a shell is set up for elsewhere: other Pythons, Sparks and Javas, clouds, states, and a proxy that nobody answers. */
const shell = {
  LC_ALL: "C",
  PYTHONPATH: "/nowhere",
  PYTHONHOME: "/nowhere",
  PYTHONSAFEPATH: "1",
  SPARK_HOME: "/nowhere",
  SPARK_LOCAL_DIRS: "/nowhere",
  SPARK_API_MODE: "connect",
  JAVA_TOOL_OPTIONS: "-Xmx8m",
  KAFKA_OPTS: "-Xmx8m",
  NODE_OPTIONS: "--max-old-space-size=2000",
  PULUMI_BACKEND_URL: "s3://nowhere",
  PULUMI_CONFIG_PASSPHRASE: "other",
  ARM_CLIENT_ID: "other",
  ARM_CLIENT_SECRET: "other",
  DATABRICKS_HOST: "https://other",
  http_proxy: "http://127.0.0.1:9",
  https_proxy: "http://127.0.0.1:9",
};

let command: Command | undefined;
let root: string | undefined;
afterEach(async () => {
  command?.signal("SIGKILL");
  await command?.ended;
  if (root !== undefined) await removeCopy(root);
}, 60_000);

it("npm start runs in a folder of any name and in anybody's shell, and leaves nothing there or beside it", async () => {
  root = await copyRepository(undefined, `ü 日本, it's "odd" $HOME `);
  const beside = (await readdir(tmpdir())).filter((name) => name.startsWith("ü 日本"));
  command = new Command(["--team", "odd", "--for", "5s"], {
    root,
    env: { ...shell, HOME: join(root, "home") },
  });
  expect(`${await command.ended}\n${command.output}`).toMatch(/^0\n/);
  expect(command.output).toContain("every click arrived, once");
  expect(await readdir(join(root, ".local", "challenges"))).toEqual([]);
  expect((await readdir(tmpdir())).filter((name) => name.startsWith("ü 日本"))).toEqual(beside);
  expect(processesWith(basename(root))).toEqual([]);
}, 600_000);
