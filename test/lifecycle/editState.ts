import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { must, type TeamStack } from "./stack";

/** A resource in an exported state; what else it has is kept. */
export interface StoredResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  inputs?: unknown;
  dependencies?: readonly string[];
}

/** Puts a stack's state into the shape that an earlier program left. */
export async function editState(
  team: TeamStack,
  edit: (resources: readonly StoredResource[]) => readonly StoredResource[],
): Promise<void> {
  const file = join(team.folder, "exported.json");
  await must(team.pulumi("stack", "export", "--show-secrets", "--file", file));
  const exported = JSON.parse(await readFile(file, "utf8")) as {
    deployment: { resources: readonly StoredResource[] };
  };
  exported.deployment.resources = edit(exported.deployment.resources);
  await writeFile(file, JSON.stringify(exported));
  await must(team.pulumi("stack", "import", "--file", file));
}
