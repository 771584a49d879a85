import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setAllConfig } from "@pulumi/pulumi/runtime/config";
import { Config } from "@pulumi/pulumi";
import { parse } from "yaml";
import { readSettings, type Settings } from "../../program/settings";

interface Entry {
  readonly type: string;
  readonly default?: unknown;
  readonly description: string;
}
interface ProjectFile {
  readonly name: string;
  readonly runtime: { name: string; options: Record<string, unknown> };
  readonly config: Record<string, Entry>;
  readonly template: { config: Record<string, { description: string; default?: string }> };
}

const root = join(__dirname, "..", "..");
const read = (file: string): unknown => parse(readFileSync(join(root, file), "utf8"));
const project = read("Pulumi.yaml") as ProjectFile;
const needed = { team: "red", owner: "coach", expires: "2126-01-01" };

/** As the engine hands configuration to the program: texts, lists as JSON. */
function settingsFrom(values: Record<string, unknown>): Settings {
  const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
  setAllConfig(
    Object.fromEntries(Object.entries(values).map(([key, value]) => [`p:${key}`, text(value)])),
    [],
  );
  return readSettings(new Config("p"), new Date("2026-01-01"));
}

describe("Pulumi.yaml", () => {
  const defaults = Object.fromEntries(
    Object.entries(project.config).flatMap(([key, entry]) =>
      entry.default === undefined ? [] : [[key, entry.default]],
    ),
  );

  it("has the very defaults that the program has", () => {
    expect(settingsFrom({ ...needed, ...defaults })).toEqual(settingsFrom(needed));
  });

  it("leaves without default only what must be given: the engine refuses a stack that lacks one", () => {
    const without = Object.keys(project.config).filter((key) => !(key in defaults));
    expect(without).toEqual(["team", "owner", "expires"]);
  });

  it("documents every setting that the program reads, and no other", () => {
    const asked = new Set<string>();
    const config = new Config("p");
    jest.spyOn(config, "get").mockImplementation((key: string) => {
      asked.add(key);
      return undefined;
    });
    expect(() => readSettings(config, new Date("2026-01-01"))).toThrow("3 settings are wrong");
    expect([...asked].sort()).toEqual(Object.keys(project.config).sort());
  });

  it("gives each a type that fits its default, and a description", () => {
    const types: Record<string, (value: unknown) => boolean> = {
      string: (value) => typeof value === "string",
      integer: Number.isInteger,
      boolean: (value) => typeof value === "boolean",
      array: Array.isArray,
    };
    for (const [key, { type, description }] of Object.entries(project.config)) {
      expect([key, key in defaults ? types[type]?.(defaults[key]) : type]).toEqual([
        key,
        key in defaults ? true : "string",
      ]);
      expect(description).toMatch(/[A-Z0-9].+\.$/s);
    }
  });

  it("asks in `pulumi new` for what must be given, in the same words and with the same defaults", () => {
    expect(Object.keys(project.template.config).slice(0, 3)).toEqual(["team", "owner", "expires"]);
    for (const [key, asked] of Object.entries(project.template.config)) {
      expect(asked.description).toBe(project.config[key]?.description);
      const fallback = project.config[key]?.default;
      expect(asked.default).toBe(fallback === undefined ? undefined : String(fallback));
    }
  });

  it("runs TypeScript without checking its types at each run", () => {
    expect(project.runtime).toEqual({
      name: "nodejs",
      options: { typescript: true, tsconfig: "tsconfig.pulumi.json" },
    });
    const compiler = read("tsconfig.pulumi.json") as { compilerOptions: Record<string, unknown> };
    expect(compiler.compilerOptions["noCheck"]).toBe(true);
  });

  it("has an example beside it, whose settings are right", () => {
    const { config } = read("Pulumi.dev.yaml") as { config: Record<string, unknown> };
    expect(settingsFrom(config)).toMatchObject({ team: "contoso", throughStep: 6 });
  });
});
