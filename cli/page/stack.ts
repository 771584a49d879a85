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

/** Runs the Pulumi CLI and returns what it prints. */
export type Pulumi = (args: readonly string[]) => Promise<string>;

interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: { readonly continuous?: { readonly pauseStatus?: string } };
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
  const { deployment } = JSON.parse(exported) as { deployment: { resources?: ExportedResource[] } };
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
    steps: stepsOf((deployment.resources ?? []).map(exportedResource)),
  };
}

/** Every resource in a stack's state exists. */
function exportedResource({ urn, type, inputs }: ExportedResource): StepResource {
  const paused = inputs?.continuous?.pauseStatus === "PAUSED";
  return { type, name: urn.split("::").at(-1) ?? urn, state: "created", paused };
}
