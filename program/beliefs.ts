/** What the acceptance run does, in its order. */
export const stages = [
  "steps",
  "second up",
  "refresh",
  "change of the running job",
  "second identity",
  "destroy",
  "nothing left",
] as const;

export type Stage = (typeof stages)[number];

/** Something about Azure or Databricks that no test here could see, and that the program relies on. */
export interface Belief {
  readonly id: string;
  readonly claim: string;
  /** Where it is said; what it was tried against instead. */
  readonly source: string;
  /** The stage that fails if it is not so. */
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
    id: "unpaused-by-replacement",
    claim: "A job that takes a paused one's place starts by itself and is not refused with 409.",
    source: "terraform-provider-databricks, jobs/jobs_api_go_sdk.go",
    stage: "steps",
  },
  {
    id: "image",
    claim: "The generator's image can be pulled and starts.",
    source: "the challenge's text; the registry could not be asked",
    stage: "steps",
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
    claim: "A changed continuous job restarts its run, and one run goes on after that.",
    source:
      "learn.microsoft.com/azure/databricks/jobs/continuous, which announces a change that could not be read",
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
];
