import { parseConnectionString } from "../../clients/eventHubs";
import type { Pulumi } from "../pulumi";
import { nameOf } from "../../runtime/engine/events";
import { stepsOf, type StepProgress, type StepResource } from "../../page/steps";

/** What the page needs to know of a deployed team's challenge. */
export interface DeployedChallenge {
  readonly team: string;
  /** Host of the Databricks workspace. */
  readonly workspaceUrl: string;
  readonly warehouseId: string;
  /** `catalog.schema`; empty with {@link lakeUrl}. */
  readonly schema: string;
  /** Root of path-based tables; undefined with a schema. */
  readonly lakeUrl: string | undefined;
  readonly steps: readonly StepProgress[];
}

interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: {
    readonly continuous?: { readonly pauseStatus?: string };
    readonly stringValue?: { readonly plaintext?: string };
  };
}

/**
 * Reads a stack's outputs and resources. Neither command shows a secret.
 *
 * @param warehouse id of a SQL warehouse. @default the stack's own
 * @throws Error naming what the stack lacks, and what to do.
 */
export async function readStack(
  pulumi: Pulumi,
  stack: string,
  warehouse?: string,
): Promise<DeployedChallenge> {
  const [printed, exported] = await Promise.all([
    pulumi(["stack", "output", "--json", "--stack", stack]),
    pulumi(["stack", "export", "--stack", stack]),
  ]);
  const outputs = JSON.parse(printed) as Partial<Record<string, string>>;
  const { team, workspaceUrl, schema, lakeUrl } = outputs;
  const warehouseId = warehouse ?? outputs["warehouseId"];
  if (!workspaceUrl)
    throw new Error(`stack ${stack} has no workspace yet: set throughStep to 4 or more, and \`pulumi up\``);
  if (!warehouseId) {
    throw new Error(
      `stack ${stack} has no SQL warehouse: \`pulumi config set dashboard true\` and \`pulumi up\`, or name one with --warehouse`,
    );
  }
  return {
    team: team ?? stack,
    workspaceUrl,
    warehouseId,
    schema: schema ?? "",
    lakeUrl: schema ? undefined : lakeUrl,
    steps: stepsOf(resourcesIn(exported).map(exportedResource)),
  };
}

/**
 * Reads the connection string of the hub's Listen rule, which the stack keeps because it is the notebook's secret.
 *
 * @returns undefined where the stack has none, as before step 4. Secret.
 */
export async function listenConnectionString(pulumi: Pulumi, stack: string): Promise<string | undefined> {
  const exported = await pulumi(["stack", "export", "--show-secrets", "--stack", stack]);
  for (const { type, inputs } of resourcesIn(exported)) {
    const plaintext = inputs?.stringValue?.plaintext;
    if (type !== "databricks:index/secret:Secret" || plaintext === undefined) continue;
    const value: unknown = JSON.parse(plaintext);
    if (typeof value === "string" && isConnectionString(value)) return value;
  }
  return undefined;
}

/** The workspace's other secret, the lake's key, is none. */
function isConnectionString(text: string): boolean {
  try {
    parseConnectionString(text);
    return true;
  } catch {
    return false;
  }
}

const resourcesIn = (exported: string): ExportedResource[] =>
  (JSON.parse(exported) as { deployment: { resources?: ExportedResource[] } }).deployment.resources ?? [];

/** Every resource in a stack's state exists. */
function exportedResource({ urn, type, inputs }: ExportedResource): StepResource {
  const paused = inputs?.continuous?.pauseStatus === "PAUSED";
  return { type, name: nameOf(urn), state: "created", paused };
}
