import type { ResourceEvent, ResourceProgress } from "../../emulator/inProcess";
import { escaped } from "../../clients/escaped";
import { colours } from "../colours";
import { formatSeconds } from "../duration";

const mark: Record<ResourceProgress, string> = {
  creating: colours.yellow("…"),
  created: colours.green("✓"),
  failed: colours.red("✗"),
  deleting: colours.yellow("…"),
  deleted: colours.dim("–"),
};

/** `azure-native:eventhub:Namespace` → `eventhub.Namespace`; of any other type the last segment. */
function shortType(type: string): string {
  const [provider, module, kind] = type.split(":");
  if (provider === "azure-native") return `${module}.${kind}`;
  return kind ?? type;
}

/** One line for a resource: state, name, type, time. */
export function resourceLine(node: ResourceEvent): string {
  const took = node.seconds >= 0.05 ? colours.dim(formatSeconds(node.seconds)) : "";
  const line =
    `${mark[node.state]} ${node.name} ${colours.dim(shortType(node.type))} ${node.state} ${took}`.trimEnd();
  // Databricks' provider prints even a single error as a list, over several lines.
  return node.error === undefined
    ? line
    : `${line}: ${colours.red(escaped(node.error.replace(/\s+/g, " ").trim()))}`;
}

/**
 * Draws resources, as of the last that was heard of each, under their components, in the order in which they came.
 *
 * @returns one line a resource, without colour where standard output has none.
 */
export function treeLines(nodes: readonly ResourceEvent[]): string[] {
  const known = new Set(nodes.map((node) => node.urn));
  const children = new Map<string | undefined, ResourceEvent[]>();
  for (const node of nodes) {
    const parent = node.parent !== undefined && known.has(node.parent) ? node.parent : undefined;
    children.set(parent, [...(children.get(parent) ?? []), node]);
  }
  const draw = (urn: string | undefined, indent: string): string[] =>
    (children.get(urn) ?? []).flatMap((node, index, siblings) => {
      const last = index === siblings.length - 1;
      const [branch, below] = urn === undefined ? ["", ""] : last ? ["└─ ", "   "] : ["├─ ", "│  "];
      return [`${indent}${branch}${resourceLine(node)}`, ...draw(node.urn, `${indent}${below}`)];
    });
  return draw(undefined, "");
}
