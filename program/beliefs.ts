/** What the acceptance run does, in its order. */
export const stages = [
  "steps",
  "generator",
  "job",
  "clicks",
  "second up",
  "refresh",
  "change of the running job",
  "second identity",
  "destroy",
  "nothing left",
  "nothing left in the metastore",
] as const;

export type Stage = (typeof stages)[number];

/** Something about Azure or Databricks that no test here could see, and that the program relies on. */
export interface Belief {
  readonly id: string;
  readonly claim: string;
  /** Where it is said; what it was tried against instead. */
  readonly source: string;
  /** The stage that looks at this, and fails if it is not so. */
  readonly stage: Stage;
}

/** What is still only believed; `npm run acceptance` looks at it on one real team. */
export const beliefs: readonly Belief[] = [
  {
    id: "one-up",
    claim:
      "Each step comes up in one `pulumi up`, from nothing to the running job; what is late passes within 165 s.",
    source:
      "program/failures, from threads of terraform-provider-databricks; tried on Databricks' provider and a stand-in",
    stage: "steps",
  },
  {
    id: "image",
    claim:
      "The generator's image, with `--generator builtin` that of Node, can be pulled, and its container runs.",
    source: "the challenge's text; public scans that list Node's image; neither registry could be asked",
    stage: "generator",
  },
  {
    id: "unpaused-by-replacement",
    claim: "A job that takes a paused one's place starts by itself and is not refused with 409.",
    source: "terraform-provider-databricks, jobs/jobs_api_go_sdk.go",
    stage: "job",
  },
  {
    id: "clicks",
    claim: "Within 20 minutes of that the team's table of clicks per product has clicks.",
    source: "the emulator, with a real broker, Spark and Delta",
    stage: "clicks",
  },
  {
    id: "runtime",
    claim:
      "Runtime 17.3 has all that ingest.py uses, also where Databricks' documentation of it could not be read.",
    source: "test/notebooks/runtimes.md, its rows that say unknown",
    stage: "clicks",
  },
  {
    id: "idempotent",
    claim: "A second `pulumi up` changes nothing: no service gives an input back in another form.",
    source: "terraform-provider-databricks#2921 and its like; the emulator",
    stage: "second up",
  },
  {
    id: "refresh",
    claim: "`pulumi refresh` sees no change.",
    source: "pulumi/pulumi-azure-native#2245; the emulator",
    stage: "refresh",
  },
  {
    id: "continuous",
    claim: "A changed continuous job restarts its run: another one is active after it, and only that.",
    source:
      "learn.microsoft.com/azure/databricks/jobs/continuous, which announces a change that could not be read",
    stage: "change of the running job",
  },
  {
    id: "storage-put",
    claim: "A storage account whose tags are changed keeps everything that the program does not name.",
    source: "a PUT's meaning for other services of ARM; the emulator",
    stage: "change of the running job",
  },
  {
    id: "coaches",
    claim:
      "A second coach with ALL PRIVILEGES and MANAGE may refresh, update and destroy what the first made.",
    source: "learn.microsoft.com/azure/databricks/data-governance/unity-catalog/manage-privileges",
    stage: "second identity",
  },
  {
    id: "forced-deletion",
    claim: "Deleting the workspace by force takes its managed resource group along.",
    source: "hashicorp/terraform-provider-azurerm#28959; Workspaces - Delete, `forceDeletion`",
    stage: "destroy",
  },
  {
    id: "nothing-left",
    claim: "After `pulumi destroy` neither the team's group nor the managed one is there.",
    source: "the emulator",
    stage: "nothing left",
  },
  {
    id: "metastore-empty",
    claim:
      "After `pulumi destroy` the region's metastore has no credential, location or catalog of the team's.",
    source: "the emulator; Databricks' own provider in front of it",
    stage: "nothing left in the metastore",
  },
];
