import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** A setting as `Pulumi.yaml` declares it. */
export interface ProjectSetting {
  readonly type: "string" | "integer" | "boolean" | "array";
  readonly description: string;
}

/** As much of `Pulumi.yaml` as is needed here. */
interface Project {
  readonly name: string;
  readonly config: Readonly<Record<string, ProjectSetting>>;
}

let read: Project | undefined;

/** @returns every setting of a stack, by name: those that the program reads. */
export function projectSettings(): Readonly<Record<string, ProjectSetting>> {
  // `pulumi new` puts `pulumi:tags` beside them.
  return Object.fromEntries(Object.entries(project().config).filter(([key]) => !key.includes(":")));
}

/** @returns the project's name, the namespace of its settings. */
export function projectName(): string {
  return project().name;
}

/** Read once: an event asks for each of its teams. */
function project(): Project {
  return (read ??= parse(readFileSync(join(__dirname, "..", "..", "Pulumi.yaml"), "utf8")) as Project);
}
