/** What a team's page and the table for mail merge have of a stack: names and links, nothing secret. */
export interface TeamLinks {
  readonly portal: string;
  readonly hub: string;
  readonly namespace: string;
  readonly bootstrapServers: string;
  readonly lake: string | undefined;
  readonly workspace: string | undefined;
  readonly notebooks:
    Readonly<Record<"ingest" | "exploreSql" | "exploreScala" | "explorePython", string>> | undefined;
  readonly job: string | undefined;
  readonly tables: Readonly<Record<"clicks" | "clicksPerProduct" | "clicksRejected", string>> | undefined;
  readonly dashboard: string | undefined;
}

/** A stack's outputs, as `pulumi stack output --json` prints them. */
export type StackOutputs = Readonly<Record<string, unknown>>;

/**
 * Takes what is meant for a team by name, so that an output which is added some day is in no page before somebody has
 * decided that.
 */
export function teamLinks(outputs: StackOutputs): TeamLinks {
  const text = (name: string): string | undefined => {
    const value = outputs[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const link = (name: string): string | undefined => linkIn(text(name));
  const clicks = text("clicksTable");
  return {
    portal: link("portalUrl") ?? "",
    hub: text("eventHubName") ?? "",
    namespace: text("eventHubsNamespace") ?? "",
    bootstrapServers: text("bootstrapServers") ?? "",
    lake: text("lakeUrl"),
    workspace: link("workspaceUrl"),
    notebooks: notebooksIn(outputs["notebookUrls"]),
    job: link("jobUrl"),
    tables:
      clicks === undefined
        ? undefined
        : {
            clicks,
            clicksPerProduct: text("clicksPerProductTable") ?? "",
            clicksRejected: text("clicksRejectedTable") ?? "",
          },
    dashboard: link("dashboardUrl"),
  };
}

/** Whatever else a browser would follow, such as `javascript:`, is none. */
function linkIn(value: unknown): string | undefined {
  return typeof value === "string" && value.startsWith("https://") ? value : undefined;
}

function notebooksIn(value: unknown): TeamLinks["notebooks"] {
  if (typeof value !== "object" || value === null) return undefined;
  const urls = value as Readonly<Record<string, unknown>>;
  const [ingest, exploreSql, exploreScala, explorePython] = [
    urls["ingest"],
    urls["exploreSql"],
    urls["exploreScala"],
    urls["explorePython"],
  ].map(linkIn);
  if (!ingest || !exploreSql || !exploreScala || !explorePython) return undefined;
  return { ingest, exploreSql, exploreScala, explorePython };
}
