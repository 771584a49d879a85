import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");
/** What is not ours. */
const others = ["node_modules", ".git", ".local"];

/** Every TypeScript file of the repository, tests included. */
function sources(folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !others.includes(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sources(path);
      return entry.name.endsWith(".ts") ? [path] : [];
    });
}

/** Names of the interfaces, classes, types and enums that a file declares for itself or for others. */
function declaredIn(text: string): string[] {
  const declaration =
    /^(?:export )?(?:default )?(?:declare )?(?:abstract )?(?:const )?(?:interface|class|type|enum) (\w+)/gm;
  return [...text.matchAll(declaration)].map(([, name = ""]) => name);
}

describe("a type's name", () => {
  it("is found however it is declared", () => {
    const text = [
      "interface A {}",
      "export interface B<T> extends A {}",
      "export abstract class C {}",
      "export type D = A | B<string>;",
      "export const enum E {}",
      'import type { F } from "f";',
      "export type { G } from 'g';",
      "  type H = string;",
    ];
    expect(declaredIn(text.join("\n"))).toEqual(["A", "B", "C", "D", "E"]);
  });

  it("is declared in one file of the repository alone, tests included", () => {
    const files = new Map<string, string[]>();
    for (const path of sources()) {
      for (const name of new Set(declaredIn(readFileSync(path, "utf8"))))
        files.set(name, [...(files.get(name) ?? []), path.slice(root.length + 1)]);
    }
    expect(files.get("CloudState")).toEqual(["emulator/core/cloudState.ts"]);
    expect([...files].filter(([, paths]) => paths.length > 1)).toEqual([]);
  });
});
