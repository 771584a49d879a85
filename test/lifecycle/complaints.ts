import type { CloudResource, CloudState } from "../../emulator";
import { SQL_ENDPOINT } from "../../emulator/services/jobs/model";

/** @returns what an engine could not create because it exists. */
export function complainedOf(error: string, state: CloudState): CloudResource[] {
  const all = (pattern: RegExp): string[] => [...error.matchAll(pattern)].map(([, found = ""]) => found);
  const azure = all(/already existing resource '([^']+)'/g).map((id) => id.toLowerCase());
  const catalog = [...error.matchAll(/([A-Z][A-Za-z ]*?) '?([\w.-]+)'? already exists/g)].map(
    ([, kind = "", id = ""]) => `${kind === "Scope" ? "SecretScope" : kind.replace(" ", "")} ${id}`,
  );
  const paths = all(/Node named '([^']+)' already exists/g);
  const warehouses = all(/SQL warehouse with name `([^`]+)` already exists/g);
  return state.resources().filter(({ type, id, inputs, outputs }) => {
    if (paths.includes(String(outputs["path"]))) return true;
    if (type === SQL_ENDPOINT) return warehouses.includes(String(inputs["name"]));
    if (type.endsWith(":RoleAssignment")) return error.includes("RoleAssignmentExists");
    return azure.includes(id.toLowerCase()) || catalog.includes(`${type.split(":").at(-1) ?? ""} ${id}`);
  });
}
