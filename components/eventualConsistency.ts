import * as pulumi from "@pulumi/pulumi";

/**
 * Pauses before each new attempt, in seconds: 165 s in all. Azure's and Databricks' answers agree with each
 * other 3 to 15 s after a change as a rule, and a new workspace's API answers within two minutes.
 */
export const pauses: readonly number[] = [3, 6, 12, 24, 30, 45, 45];

/** What a service says while it does not know yet of a permission, parent or workspace that was just made. */
interface NotYet {
  readonly says: RegExp;
  /** Who saw it, or whose source says it. */
  readonly seen: string;
  /** How often it is tried again, the first of {@link pauses}. @default as many as there are */
  readonly attempts?: number;
  /** What to do where it has not passed after all attempts. */
  readonly advice?: string;
}

const WITHOUT_CATALOG = "or do without a catalog: `pulumi config set lakeAccess accountKey`.";

/**
 * Texts, not codes: Databricks' SDK prints an error's message alone (`APIError.Error` in databricks-sdk-go), and
 * azure-native prints `Status=… Code="…" Message="…"`. Anything else is an error of its own, and no waiting mends it.
 * A number is an issue of databricks/terraform-provider-databricks.
 */
const notYet: readonly NotYet[] = [
  { says: /Code="PrincipalNotFound"/, seen: "Azure's replication delay: aka.ms/docs-principaltype" },
  {
    // ARM's regions learn of a new group one after the other, within seconds. Of a deleted one they say the same.
    says: /Code="ResourceGroupNotFound"/,
    seen: "hashicorp/terraform-provider-azurerm#18268, Azure/azure-sdk-for-go#21608",
    attempts: 4,
    advice:
      "If somebody has deleted the resource group, go on as docs/coach-guide.md says under " +
      "*The workspace was deleted by hand*.",
  },
  {
    says: /No metastore assigned for the current workspace/,
    seen: "#1632, #1832",
    advice:
      "The workspace has no Unity Catalog metastore: let an administrator of the Databricks account assign the " +
      `region's to it, ${WITHOUT_CATALOG}`,
  },
  {
    says: /User does not have CREATE (?:CATALOG|EXTERNAL LOCATION|STORAGE CREDENTIAL) on Metastore/,
    seen: "#2421: gone after 3 to 5 s",
    advice:
      "You may not create catalogs here: let an administrator of the region's metastore grant you CREATE CATALOG, " +
      `CREATE EXTERNAL LOCATION and CREATE STORAGE CREDENTIAL on it, ${WITHOUT_CATALOG}`,
  },
  {
    says: /Registering a (?:storage )?credential requires the contributor role over the corresponding access connector/,
    seen: "#5768",
    advice:
      "Databricks wants Contributor or Owner itself on the access connector; a role of one's own with the same " +
      "rights does not do.",
  },
  {
    // Where the role holds and a location that is only read is empty, the same text ends otherwise, and stays.
    says: /contributor role on the storage account is not set or Managed Identity does not have [A-Z, ]+ permissions? on url(?!.*No file available)/s,
    seen: "databricks/cli#1063",
  },
  { says: /Catalog '[^']+' is not accessible in current workspace/, seen: "#2446" },
  { says: /User does not have USE CATALOG on Catalog/, seen: "#2726" },
  {
    says: /\b(?:Catalog|Schema|External Location|Storage Credential) '[^']+' does not exist/,
    seen: "#4788; the wording: #2450, #2621",
  },
  // A workspace that says it is there before its API answers.
  {
    says: /load tenant id: parse "": empty url/,
    seen: "databricks-sdk-go, config/auth_azure_cli.go, where the workspace sends no redirect",
  },
  {
    says: /lookup adb-[\d.]+\.azuredatabricks\.net(?: on \S+)?: no such host/,
    seen: "samgabrail/databricks-azure#2",
  },
  { says: /Unauthorized access to workspace: \d+/, seen: "#3095" },
  { says: /Worker environment\b.* not found/i, seen: "#33; databricks-sdk-go#890" },
  // Two that ask for the same at the same moment.
  {
    says: /A concurrent request to run the continuous job is already in progress/,
    seen: "terraform-provider-databricks, jobs/resource_job_test.go",
  },
  {
    says: /The parent folder \([^)]*\) does not exist/,
    seen: "gbrueckl/Databricks.API.PowerShell#88; terraform-provider-databricks, workspace/resource_notebook.go",
  },
  // A list that lags behind the warehouse it is to name.
  {
    says: /no data source found for endpoint/,
    seen: "terraform-provider-databricks, sql/resource_sql_endpoint.go",
  },
];

/**
 * What says that a create has failed after its first call. Another attempt would meet what that call has made, as
 * "already exists", and Pulumi would forget the id that came with the first failure.
 */
const halfMade = {
  /** A partial failure of the bridge (pulumi-terraform-bridge, pkg/tfbridge/provider.go): the state keeps what was made. */
  known: /\bcreating urn:pulumi:/,
  /** The provider deletes it before it tells the catalog's id (terraform-provider-databricks, catalog/resource_catalog.go). */
  unknown: /cannot remove new catalog default schema/,
};

function notYetIn(message: string): NotYet | undefined {
  if (halfMade.known.test(message) || halfMade.unknown.test(message)) return undefined;
  return notYet.find(({ says }) => says.test(message));
}

/**
 * @returns whether an error is one that passes by itself, seconds after what it complains of was made, and whose
 *   operation may be tried again.
 */
export function isNotYet(message: string): boolean {
  return notYetIn(message) !== undefined;
}

/**
 * An error hook that meets eventual consistency: retries what the services refuse because they do not know
 * yet of what was just made, with growing pauses, and gives up when {@link pauses} are used up.
 *
 * @param name must be unique in the program.
 */
export function retryWhileInconsistent(name: string): pulumi.ErrorHook {
  return new pulumi.ErrorHook(name, async ({ errors, failedOperation }) => {
    const [latest = ""] = errors;
    if (halfMade.unknown.test(latest)) {
      await pulumi.log.warn(
        "The catalog was made, and the stack does not know of it: delete it with `databricks catalogs delete NAME " +
          "--force`, then run `pulumi up` again.",
      );
    }
    const found = notYetIn(latest);
    if (failedOperation === "delete" || found === undefined) return false;
    const pause = pauses.slice(0, found.attempts)[errors.length - 1];
    if (pause === undefined) {
      if (found.advice !== undefined) await pulumi.log.warn(found.advice);
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    return true;
  });
}

/**
 * An error hook that says what to do about one error, beside the service's own message.
 *
 * @param name must be unique in the program.
 */
export function hintOn(name: string, error: RegExp, advice: string): pulumi.ErrorHook {
  return new pulumi.ErrorHook(name, async ({ errors }) => {
    if (error.test(errors[0] ?? "")) await pulumi.log.warn(advice);
    return false;
  });
}
