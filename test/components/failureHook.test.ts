import * as pulumi from "@pulumi/pulumi";
import { failureHook } from "../../components/failureHook";
import { failureOf, pauses, pausesFor } from "../../program/failures";

/** The callback of a hook, without a monitor that it would be registered with. */
jest.mock("@pulumi/pulumi", () => ({
  log: { warn: jest.fn() },
  ErrorHook: class {
    constructor(
      readonly name: string,
      readonly callback: unknown,
    ) {}
  },
}));

/** A refusal of Databricks as its provider and Pulumi's bridge print it. */
function refused(attempt: string, message: string): string {
  return `1 error occurred:\n\t* cannot ${attempt}: ${message}\n\n`;
}

/** What the engine passes to a hook when the bridge reports that something was created nevertheless. */
function partial(name: string, error: string): string {
  return `1 error occurred:\n\t* creating urn:pulumi:red::clickstream-challenge::databricks:index/catalog:Catalog::${name}: ${error}\n\n`;
}

const refusal = refused("create catalog", "User does not have CREATE CATALOG on Metastore 'm'.");
const late = refused("create schema", "User does not have USE CATALOG on Catalog 'clickstream_red'.");

const subject = { urn: "urn", id: "", name: "schema", type: "databricks:index/schema:Schema" };

function ask(errors: readonly string[], failedOperation = "create"): boolean | Promise<boolean> {
  return failureHook("retry").callback({ ...subject, errors: [...errors], failedOperation });
}

beforeEach(() => void jest.mocked(pulumi.log.warn).mockClear());

const passesByItself = (message: string): boolean => pausesFor(message).length > 0;

describe("retrying while the services do not agree yet", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it("retries after pauses that never shrink, and gives up after 165 s in all", async () => {
    expect([...pauses].sort((one, other) => one - other)).toEqual(pauses);
    const waited: number[] = [];
    const errors: string[] = [];
    for (;;) {
      errors.unshift(late);
      const started = Date.now();
      const answer = ask(errors);
      await jest.runAllTimersAsync();
      if (!(await answer)) break;
      waited.push((Date.now() - started) / 1000);
    }
    expect(waited).toEqual(pauses);
    expect(waited.reduce((sum, pause) => sum + pause, 0)).toBe(165);
  });

  it.each([
    ["an error of its own", [refused("create job", "Node type unknown")], "create"],
    [
      "an error of its own after one that passes",
      [refused("create job", "Node type unknown"), refusal],
      "update",
    ],
    ["a deletion", [refusal], "delete"],
    ["a create that made something", [partial("catalog", refusal)], "create"],
    ["a create that made something at its second attempt", [partial("catalog", refusal), refusal], "create"],
  ])("gives up at once on %s", async (_, errors, operation) => {
    expect(await ask(errors, operation)).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
  });

  it("tries a failed update again, also one that the state knows of: its id is not lost", async () => {
    const failed = `1 error occurred:\n\t* updating urn:pulumi:red::p::databricks:index/job:Job::job: ${refusal}\n\n`;
    const answer = ask([failed], "update");
    await jest.advanceTimersByTimeAsync(3000);
    expect(await answer).toBe(true);
  });

  const connector = "/subscriptions/1/resourceGroups/red/providers/Microsoft.Databricks/accessConnectors/red";
  const visitor = "failed during request visitor: ";
  const host = "adb-1234567890123456.16.azuredatabricks.net";
  const read =
    "Managed Identity does not have READ permissions on url abfss://clicks@red.dfs.core.windows.net/";
  const role = `The contributor role on the storage account is not set or ${read}. Please contact your account admin to update the storage credential.`;

  it.each([
    ["create storage credential", "No metastore assigned for the current workspace."],
    ["create catalog", "User does not have CREATE CATALOG on Metastore 'metastore_azure_westeurope'."],
    ["create external location", "User does not have CREATE EXTERNAL LOCATION on Metastore 'primary'."],
    ["create storage credential", "User does not have CREATE STORAGE CREDENTIAL on Metastore 'primary'."],
    [
      "create storage credential",
      `Registering a credential requires the contributor role over the corresponding access connector with ID ${connector}.`,
    ],
    [
      "create storage credential",
      `Registering a storage credential requires the contributor role over the corresponding access connector with ID ${connector}.`,
    ],
    ["create catalog", role],
    ["create schema", "Catalog 'clickstream_red' is not accessible in current workspace"],
    ["create schema", "User does not have USE CATALOG on Catalog 'clickstream_red'."],
    ["read catalog", "User does not have USE CATALOG on Catalog."],
    ["create schema", "Catalog 'clickstream_red' does not exist."],
    ["create volume", "Schema 'clickstream_red.clickstream' does not exist."],
    ["create external location", "Storage Credential 'clickstream_red' does not exist."],
    ["create grants", "External Location 'clickstream_red' does not exist."],
    [
      "create secret scope",
      `${visitor}azure-cli auth: load tenant id: parse "": empty url. Config: host=https://${host}`,
    ],
    ["create notebook", `${visitor}azure-client-secret auth: load tenant id: parse "": empty url`],
    ["create job", `Post "https://${host}/api/2.2/jobs/create": dial tcp: lookup ${host}: no such host`],
    ["create job", `Post "https://${host}/": dial tcp: lookup ${host} on 127.0.0.53:53: no such host`],
    ["create secret scope", "Unauthorized access to workspace: 1234567890123456"],
    ["create cluster", "Worker environment workerenv-1234567890123456 not found"],
    [
      "update job",
      "A concurrent request to run the continuous job is already in progress. Please wait for it to complete before issuing a new request.",
    ],
    ["create notebook", "The parent folder (/Shared/clickstream) does not exist."],
    ["read sql endpoint", "no data source found for endpoint 5ee1f00d"],
  ])("waits for what passes: cannot %s: %s", (attempt, message) => {
    expect(passesByItself(refused(attempt, message))).toBe(true);
  });

  const group = `Status=404 Code="ResourceGroupNotFound" Message="Resource group 'red' could not be found."`;

  it.each([
    ["a new group that Azure does not know everywhere yet", group, "*The workspace was deleted by hand*"],
    [
      "a metastore, which an administrator may have to assign",
      refused("create storage credential", "No metastore assigned for the current workspace."),
      "lakeAccess accountKey",
    ],
    [
      "a right on the metastore, which an administrator may have to grant",
      refused("create catalog", "User does not have CREATE CATALOG on Metastore 'primary'."),
      "lakeAccess accountKey",
    ],
  ])("waits 45 s for %s, then says what to do", async (_, error, advice) => {
    const warn = jest.mocked(pulumi.log.warn);
    for (const attempts of [1, 2, 3, 4]) {
      const answer = ask(Array.from({ length: attempts }, () => error));
      await jest.runAllTimersAsync();
      expect([await answer, warn.mock.calls]).toEqual([true, []]);
    }
    expect(pauses.slice(0, 4).reduce((sum, pause) => sum + pause, 0)).toBe(45);
    expect(await ask(Array.from({ length: 5 }, () => error))).toBe(false);
    expect(warn.mock.calls).toEqual([[expect.stringContaining(advice)]]);
  });

  it('does not take Azure\'s "already exists" for something of Databricks', () => {
    for (const code of ["RoleAssignmentExists", "ApplicationManagedResourceGroupExists"]) {
      const error = `Status=409 Code="${code}" Message="The role assignment already exists."`;
      expect(failureOf(error)?.remedy ?? "").not.toContain("Created, and not known to the stack");
    }
  });

  it("waits for a new identity that Azure does not know everywhere yet", () => {
    const detail = "Principal aaaa does not exist in the directory bbbb.";
    expect(passesByItself(`Status=400 Code="PrincipalNotFound" Message="${detail}"`)).toBe(true);
  });

  it.each([
    ["create catalog", "Catalog 'clickstream_red' already exists"],
    [
      "create catalog",
      "cannot remove new catalog default schema: Catalog 'red' is not accessible in current workspace",
    ],
    ["create catalog", "cannot remove new catalog default schema: Schema 'red.default' does not exist."],
    [
      "create catalog",
      "Metastore storage root URL does not exist. Please provide a storage location for the catalog",
    ],
    [
      "create catalog",
      "No parent external location was found for path 'abfss://clicks@red.dfs.core.windows.net/catalog'.",
    ],
    ["create catalog", "User does not have CREATE MANAGED STORAGE on External Location 'clickstream_red'."],
    ["create schema", "User does not have CREATE SCHEMA on Catalog 'clickstream_red'."],
    ["create external location", "Input path url 'abfss://…' overlaps with other external locations"],
    ["create external location", `${role} No file available under the location to read.`],
    [
      "create storage credential",
      `Registering a credential requires managed identity (MI) to have a Reader role scoped to MI itself for ${connector}.`,
    ],
    ["create secret scope", "Unauthorized access to Org: 1234567890123456"],
    [
      "create secret scope",
      `${visitor}azure-cli auth: load tenant id: parse "azuredatabricks": invalid URI for request`,
    ],
    [
      "create secret scope",
      `${visitor}azure-cli auth: cannot get access token: ERROR: Please run 'az login' to setup account.`,
    ],
    ["create secret scope", "dial tcp: lookup login.microsoftonline.com on 127.0.0.53:53: no such host"],
    ["create secret", "Scope clickstream does not exist!"],
    ["create notebook", "Path (/Shared/clickstream/ingest) already exists."],
    ["create job", "Job 42 does not exist."],
    ["create sql endpoint", "failed creating warehouse: warehouse limit reached"],
    ["create schema", "PERMISSION_DENIED"],
    ["create schema", "RESOURCE_DOES_NOT_EXIST"],
  ])("does not wait for what does not: cannot %s: %s", (attempt, message) => {
    expect(passesByItself(refused(attempt, message))).toBe(false);
  });

  it.each([
    `Status=403 Code="AuthorizationFailed" Message="The client 'coach' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write'"`,
    'Status=400 Code="UnmatchedPrincipalType" Message="The PrincipalId has type \'ServicePrincipal\'"',
    'Status=404 Code="ResourceNotFound" Message="The Resource was not found."',
  ])("does not wait for what Azure refuses for good: %s", (message) => {
    expect(passesByItself(message)).toBe(false);
  });

  it.each([
    ["create catalog", "User does not have CREATE CATALOG on Metastore 'm'.", /grant you CREATE CATALOG/],
    [
      "create catalog",
      "No metastore assigned for the current workspace.",
      /assign the region's metastore to/,
    ],
    [
      "create storage credential",
      `Registering a credential requires the contributor role over the corresponding access connector with ID ${connector}.`,
      /Contributor or Owner assigned to you yourself/,
    ],
  ])(
    "says what to do once cannot %s: %s has not passed, and not before",
    async (attempt, message, advice) => {
      const warn = jest.mocked(pulumi.log.warn);
      const error = refused(attempt, message);
      const attempts = pausesFor(error).map(() => error);
      expect(attempts.length).toBeGreaterThan(0);
      const answer = ask(attempts);
      await jest.runAllTimersAsync();
      expect([await answer, warn.mock.calls]).toEqual([true, []]);
      expect(await ask([error, ...attempts])).toBe(false);
      expect(warn.mock.calls).toEqual([[expect.stringMatching(advice)]]);
    },
  );

  it.each([
    [
      'Status=403 Code="AuthorizationFailed" Message="… action \'Microsoft.Authorization/roleAssignments/write\' …"',
      /pulumi config set lakeAccess accountKey/,
    ],
    [
      'Status=409 Code="MissingSubscriptionRegistration" Message="The subscription is not registered"',
      /step 5/,
    ],
    ['Status=409 Code="RegistryErrorResponse" Message="An error response is received"', /registryUser/],
    [refused("create storage credential", "Internal Server Error"), /assigned to the identity itself/],
    [refused("create storage credential", "Forbidden"), /assigned to the identity itself/],
    [
      refused(
        "create sql endpoint",
        "failed creating warehouse: Serverless compute is not enabled for this workspace.",
      ),
      /dashboard false/,
    ],
    [
      refused("delete external location", "User does not have MANAGE on External Location 'red'."),
      /`coaches`/,
    ],
    [refused("delete catalog", "User does not have MANAGE and USE CATALOG on Catalog 'red'."), /`coaches`/],
    [partial("catalog", refusal), /metastore grant you/],
    [partial("catalog", "Node type unknown"), /the stack knows it. Run `pulumi up` again/],
  ])("says at once what to do about what does not pass by itself: %s", async (error, advice) => {
    expect(await ask([error])).toBe(false);
    expect(jest.mocked(pulumi.log.warn).mock.calls).toEqual([[expect.stringMatching(advice)]]);
  });

  it("says what to do about a deletion that fails", async () => {
    const error = refused(
      "delete storage credential",
      "User does not have MANAGE on Storage Credential 'red'.",
    );
    expect(await ask([error], "delete")).toBe(false);
    expect(jest.mocked(pulumi.log.warn).mock.calls).toEqual([[expect.stringContaining("`coaches`")]]);
  });

  it("has nothing to say of an error that nobody knows", async () => {
    expect(await ask([refused("create job", "Node type unknown")])).toBe(false);
    expect(jest.mocked(pulumi.log.warn).mock.calls).toEqual([]);
  });

  it.each([
    ["create", refused("create schema", "Schema 'red.clickstream' already exists"), 1],
    ["create", partial("schema", refused("create schema", "Schema 'red.clickstream' already exists")), 0],
    ["create", refused("create schema", "Schema 'red.clickstream' is too long"), 0],
    ["update", refused("update schema", "Schema 'red.clickstream' already exists"), 0],
  ])(
    "of a %s that ends with %j says %i times what deletes what is there",
    async (failedOperation, error, times) => {
      const warn = jest.mocked(pulumi.log.warn);
      const newInputs = { name: "clickstream", catalogName: "red" };
      const hook = failureHook("patience");
      expect(await hook.callback({ ...subject, newInputs, errors: [error], failedOperation })).toBe(false);
      const said = warn.mock.calls.filter(([text]) =>
        text.includes("`databricks schemas delete red.clickstream --force`"),
      );
      expect(said).toHaveLength(times);
    },
  );
});

describe("what was created in part and is updated", () => {
  const error = refused("read catalog", "Catalog 'red' is not accessible in current workspace");
  const hook = failureHook("patience");
  const catalog = { ...subject, type: "databricks:index/catalog:Catalog", newInputs: { name: "red" } };

  it("is bound by a command, named at once, where it was isolated and not bound", async () => {
    const warn = jest.mocked(pulumi.log.warn);
    expect(await hook.callback({ ...catalog, errors: [error], failedOperation: "update" })).toBe(false);
    expect(warn.mock.calls).toEqual([
      [expect.stringContaining("`databricks workspace-bindings update-bindings catalog red --json '{")],
    ]);
  });

  it("says to refresh what was created and cannot be updated", async () => {
    const warn = jest.mocked(pulumi.log.warn);
    const scope = {
      ...subject,
      type: "databricks:index/secretScope:SecretScope",
      newInputs: { name: "red" },
    };
    const errors = ["1 error occurred:\n\t* doesn't support update\n\n"];
    expect(await hook.callback({ ...scope, errors, failedOperation: "update" })).toBe(false);
    expect(warn.mock.calls).toEqual([[expect.stringContaining("run `pulumi refresh`")]]);
  });

  it("is waited for by a create, which may only be early", async () => {
    jest.useFakeTimers();
    const answer = hook.callback({ ...catalog, errors: [error], failedOperation: "create" });
    await jest.runAllTimersAsync();
    jest.useRealTimers();
    expect(await answer).toBe(true);
  });
});
