import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStack } from "../../../runtime/engine/stack";
import { engineAtAnyCost } from "../../../scripts/engine";

const PATIENCE = 20 * 60_000;

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "secret-setting-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

it(
  "a secret setting is kept encrypted, and is to the letter what it was",
  async () => {
    const engine = await engineAtAnyCost();
    const open = (value: string): ReturnType<typeof openStack> =>
      openStack({
        engine,
        name: "dev",
        folder,
        program: async () => ({}),
        settings: { secret: { registryPassword: value } },
      });
    for (const value of ["-n", "  spaced  ", "two\nlines\n", `ü"'$x\``]) {
      const stack = await open(value);
      expect(await stack.getConfig("registryPassword")).toEqual({ value, secret: true });
    }
    expect(await readFile(join(folder, "work", "Pulumi.dev.yaml"), "utf8")).toMatch(
      /^ {2}clickstream-challenge:registryPassword:\n {4}secure: v1:/m,
    );
  },
  PATIENCE,
);
