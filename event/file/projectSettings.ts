import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** A setting as `Pulumi.yaml` declares it. */
export interface ProjectSetting {
  readonly type: "string" | "integer" | "boolean" | "array";
  readonly description: string;
}

let read: Readonly<Record<string, ProjectSetting>> | undefined;

/** @returns every setting of a stack, by name: those that the program reads. */
export function projectSettings(): Readonly<Record<string, ProjectSetting>> {
  // Once: an event asks for each of its teams.
  return (read ??= readProject());
}

function readProject(): Readonly<Record<string, ProjectSetting>> {
  const project = readFileSync(join(__dirname, "..", "..", "Pulumi.yaml"), "utf8");
  return (parse(project) as { config: Record<string, ProjectSetting> }).config;
}
