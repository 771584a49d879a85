import { AGAIN, type Failure } from "./failure";

const provider = (issue: number): string => `databricks/terraform-provider-databricks#${issue}`;
/**
 * Attempts at what a new workspace gets seconds after it (3 to 5 s, #2421) and another never gets, in the same words: 45 s
 * in all, so that whoever has to ask an administrator learns it soon.
 */
const ASSIGNED_WITHIN = 4;
const WITHOUT_CATALOG = "or do without a catalog: `pulumi config set lakeAccess accountKey`.";

/**
 * Of Databricks: texts, not codes, because its SDK prints an error's message alone (`APIError.Error` in
 * databricks-sdk-go).
 */
export const databricksFailures: readonly Failure[] = [
  {
    // Of Databricks' objects alone: Azure says "already exists" of others, which nothing here deletes.
    says: /(?:(?:Storage Credential|External Location|Catalog|Schema|Volume) '[^']+'|Scope \S+|SQL warehouse with name `[^`]+`|Node named '[^']+') already exists|cannot remove new catalog default schema/,
    shown: "already exists; cannot remove new catalog default schema",
    means: "It was created, but the stack does not know it: the answer with its id did not arrive.",
    source: "terraform-provider-databricks, catalog/resource_catalog.go",
    kind: "name",
    passes: false,
    remedy:
      "Delete it as the coach's guide says under *Created, and not known to the stack*, then run `pulumi up` again.",
  },
  {
    says: /No metastore assigned for the current workspace/,
    shown: "No metastore assigned for the current workspace",
    means:
      "The workspace has no Unity Catalog metastore yet. It stays so in a region whose metastore was made by hand.",
    source: `${provider(1632)}, #1832`,
    kind: "transient",
    passes: true,
    attempts: ASSIGNED_WITHIN,
    remedy: `Have an administrator of the Databricks account assign the region's metastore to the workspace, ${WITHOUT_CATALOG}`,
  },
  {
    says: /User does not have CREATE (?:CATALOG|EXTERNAL LOCATION|STORAGE CREDENTIAL) on Metastore/,
    shown: "User does not have CREATE CATALOG (EXTERNAL LOCATION, STORAGE CREDENTIAL) on Metastore",
    means:
      "A new workspace's administrator gets these rights seconds after it. In a region whose metastore was made by hand, nobody does.",
    source: `${provider(2421)}: gone after 3 to 5 s`,
    kind: "permission",
    passes: true,
    attempts: ASSIGNED_WITHIN,
    remedy:
      "Have an administrator of the region's metastore grant you CREATE CATALOG, CREATE EXTERNAL LOCATION and CREATE " +
      `STORAGE CREDENTIAL on it, ${WITHOUT_CATALOG}`,
  },
  {
    says: /Registering a (?:storage )?credential requires the contributor role over the corresponding access connector/,
    shown: "Registering a credential requires the contributor role over the corresponding access connector",
    means:
      "Databricks does not see your role on a new access connector yet. It never sees one that you hold through a " +
      "group, or a custom role with the same rights.",
    source: `${provider(5768)}; databricks/cli#1486`,
    kind: "permission",
    passes: true,
    remedy:
      "Have Contributor or Owner assigned to you yourself, on the resource group or the subscription, " +
      WITHOUT_CATALOG,
  },
  {
    // What the SDK makes of an answer without a body: `parseErrorFromResponse` in databricks-sdk-go, apierr/errors.go.
    says: /cannot create storage credential: *(?:Internal Server Error|Forbidden)?\s*$/,
    shown: "cannot create storage credential: Internal Server Error (or Forbidden), and nothing else",
    means:
      "Databricks answered 500 or 403 without a text. It was seen where a service principal has its rights on the access connector through a group or a custom role.",
    source: `${provider(3846)}, #2828; databricks/cli#1108`,
    kind: "permission",
    passes: false,
    remedy:
      "Have Contributor or Owner assigned to the identity itself, on the resource group or the subscription, " +
      WITHOUT_CATALOG,
  },
  {
    says: /Registering a credential requires managed identity \(MI\) to have a Reader role scoped to MI itself/,
    shown: "requires managed identity (MI) to have a Reader role scoped to MI itself",
    means: "Another form of the refusal for want of rights on the access connector.",
    source: provider(5768),
    kind: "permission",
    passes: false,
    remedy:
      "Have Contributor or Owner assigned to you yourself, on the resource group or the subscription, " +
      WITHOUT_CATALOG,
  },
  {
    // Where the role holds and a location that is only read is empty, the same text ends otherwise, and stays.
    says: /contributor role on the storage account is not set or Managed Identity does not have [A-Z, ]+ permissions? on url(?!.*No file available)/s,
    shown:
      "The contributor role on the storage account is not set or Managed Identity does not have READ permissions on url",
    means: "The storage account does not know the connector's role yet.",
    source: "databricks/cli#1063",
    kind: "transient",
    passes: true,
    remedy: AGAIN,
  },
  {
    says: /Catalog '[^']+' is not accessible in current workspace/,
    shown: "Catalog '…' is not accessible in current workspace",
    means: "The workspace does not know yet that the catalog is bound to it.",
    source: provider(2446),
    kind: "transient",
    passes: true,
    remedy: AGAIN,
  },
  {
    says: /User does not have USE CATALOG on Catalog/,
    shown: "User does not have USE CATALOG on Catalog",
    means: "The rights on a new catalog do not hold everywhere yet.",
    source: provider(2726),
    kind: "transient",
    passes: true,
    remedy: AGAIN,
  },
  {
    says: /\b(?:Catalog|Schema|External Location|Storage Credential) '[^']+' does not exist/,
    shown: "Catalog (Schema, External Location, Storage Credential) '…' does not exist",
    means: "What was created a moment ago is not visible everywhere yet.",
    source: `${provider(4788)}; the wording: #2450, #2621`,
    kind: "transient",
    passes: true,
    remedy: AGAIN,
  },
  {
    says: /load tenant id: parse "": empty url/,
    shown: '`load tenant id: parse "": empty url`',
    means: "The workspace says that it is there, and its API does not answer yet.",
    source: "databricks-sdk-go, config/auth_azure_cli.go: no redirect from the workspace",
    kind: "transient",
    passes: true,
    remedy: AGAIN,
  },
  {
    says: /azure-cli auth: cannot get access token/,
    shown: "azure-cli auth: cannot get access token",
    means: "The Azure CLI is not signed in.",
    source: "databricks-sdk-go, config/auth_azure_cli.go",
    kind: "permission",
    passes: false,
    remedy:
      "Run `az login`. In a workflow sign the Azure CLI in first (for example with the action azure/login), also where " +
      "Pulumi's Azure provider does without it.",
  },
  {
    says: /lookup adb-[\d.]+\.azuredatabricks\.net(?: on \S+)?: no such host/,
    shown: "`lookup adb-….azuredatabricks.net: no such host`",
    means:
      "A new workspace's name is not known yet; or somebody deleted the workspace, or its group, in the portal.",
    source: "samgabrail/databricks-azure#2; databricks/terraform-provider-databricks#92",
    kind: "transient",
    passes: true,
    remedy:
      "If the workspace is gone, do what the coach's guide says under *The workspace was deleted by hand*.",
  },
  {
    says: /Unauthorized access to workspace: \d+/,
    shown: "Unauthorized access to workspace: …",
    means: "A new workspace does not know its administrator yet.",
    source: provider(3095),
    kind: "transient",
    passes: true,
    remedy:
      "Check that you are Contributor or Owner of the workspace's resource group, then run `pulumi up` again.",
  },
  {
    says: /Worker environment\b.* not found/i,
    shown: "Worker environment … not found",
    means: "A new workspace is not set up whole yet.",
    source: `${provider(33)}; databricks-sdk-go#890`,
    kind: "transient",
    passes: true,
    remedy: AGAIN,
  },
  {
    says: /A concurrent request to run the continuous job is already in progress/,
    shown: "A concurrent request to run the continuous job is already in progress",
    means:
      "The job was changed, and Databricks was starting a run by itself when the provider asked for one. The change is made.",
    source: `${provider(4267)}; terraform-provider-databricks, jobs/jobs_api_go_sdk.go`,
    kind: "transient",
    passes: true,
    remedy: AGAIN,
  },
  {
    says: /The parent folder \([^)]*\) does not exist/,
    shown: "The parent folder (…) does not exist",
    means: "Another request created the folder at the same moment.",
    source:
      "gbrueckl/Databricks.API.PowerShell#88; terraform-provider-databricks, workspace/resource_notebook.go",
    kind: "transient",
    passes: true,
    remedy: AGAIN,
  },
  {
    says: /no data source found for endpoint/,
    shown: "no data source found for endpoint …",
    means: "The SQL warehouse exists; a list that has to name it lags behind.",
    source: "terraform-provider-databricks, sql/resource_sql_endpoint.go",
    kind: "transient",
    passes: true,
    remedy: AGAIN,
  },
  {
    says: /serverless\b.* (?:is not|are not|not) (?:enabled|supported|available|allowed)/is,
    shown: "Serverless compute is not enabled for this workspace",
    means: "The region has no serverless compute, or an administrator switched it off.",
    source: "docs.databricks.com, error condition SERVERLESS_NOT_SUPPORTED",
    kind: "provider",
    passes: false,
    remedy:
      "Do without the dashboard and its SQL warehouse: `pulumi config set dashboard false`. A serverless job: " +
      "`pulumi config set compute jobCluster`.",
  },
  {
    says: /User does not have MANAGE\b.* on (?:Catalog|Schema|Volume|External Location|Storage Credential)/,
    shown:
      "User does not have MANAGE (and USE CATALOG) on Catalog (External Location, Storage Credential) '…'",
    means: "Somebody else ran the first `pulumi up` of this stack and owns it.",
    source: "AbhiDatabricks/databricks-uc-quickstart#32",
    kind: "permission",
    passes: false,
    remedy:
      "Have whoever ran it set `coaches` to a group of the Databricks account that you are in and run `pulumi up`, or destroy the stack as that person.",
  },
];
