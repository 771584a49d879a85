import * as pulumi from "@pulumi/pulumi";
import { advise, isNotYet, patience, pauses } from "../../components/patience";

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

const refusal = "PERMISSION_DENIED: User does not have CREATE SCHEMA on Catalog 'red'";

const subject = { urn: "urn", id: "", name: "schema", type: "databricks:index/schema:Schema" };

function ask(errors: readonly string[], failedOperation = "create"): boolean | Promise<boolean> {
  return patience("patience").callback({ ...subject, errors: [...errors], failedOperation });
}

describe("patience", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it("retries after pauses that never shrink, and gives up after 165 s in all", async () => {
    expect([...pauses].sort((one, other) => one - other)).toEqual(pauses);
    const waited: number[] = [];
    const errors: string[] = [];
    for (;;) {
      errors.unshift(refusal);
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
    ["an error of its own", ["INVALID_PARAMETER_VALUE: node type unknown"], "create"],
    ["an error of its own after one that passes", ["INVALID_PARAMETER_VALUE", refusal], "update"],
    ["a deletion", [refusal], "delete"],
  ])("gives up at once on %s", async (_, errors, operation) => {
    expect(await ask(errors, operation)).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each([
    "PrincipalNotFound: Principal aaaa does not exist in the directory bbbb",
    refusal,
    "PERMISSION_DENIED: The Azure Managed Identity does not have READ, WRITE, LIST and DELETE permissions on path",
    "AuthorizationPermissionMismatch: This request is not authorized to perform this operation using this permission.",
    "cannot create schema: Catalog 'clickstream_red' does not exist.",
    "Storage Credential 'clickstream_red' does not exist.",
    "External Location 'clickstream_red' not found",
    "Scope clickstream does not exist!",
    "Access connector 'x' could not be found.",
    "RESOURCE_DOES_NOT_EXIST: Unable to access the notebook",
    "CATALOG_NOT_FOUND",
    "METASTORE_DOES_NOT_EXIST: No metastore assigned for the current workspace.",
    "the workspace adb-1.2.azuredatabricks.net is not ready yet",
    "dial tcp: lookup adb-1.2.azuredatabricks.net: no such host",
    "503 Service Unavailable: temporarily unavailable",
  ])("waits for what passes: %s", (message) => {
    expect(isNotYet(message)).toBe(true);
  });

  it.each([
    "AuthorizationFailed: The client 'coach' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write'",
    "Metastore storage root URL does not exist. Please provide a storage location for the catalog",
    "Catalog 'clickstream_red' already exists",
    "Input path url 'abfss://…' overlaps with other external locations",
    "AZURE_QUOTA_EXCEEDED_EXCEPTION: Operation could not be completed",
    "RegistryErrorResponse: An error response is received from the docker registry",
    "RESOURCE_ALREADY_EXISTS: Node named 'x' already exists",
    "cannot configure azure-cli auth: exit status 1",
    "INVALID_PARAMETER_VALUE: Node type Standard_X is not supported",
  ])("does not wait for what does not: %s", (message) => {
    expect(isNotYet(message)).toBe(false);
  });
});

describe("advice", () => {
  it.each([
    ["AuthorizationFailed: … action 'Microsoft.Authorization/roleAssignments/write' …", ["use accountKey"]],
    ["Conflict", []],
  ])("on %s is %j, and never another attempt", async (error, said) => {
    const hook = advise("advice", /roleAssignments\/write/, "use accountKey");
    expect(await hook.callback({ ...subject, errors: [error], failedOperation: "create" })).toBe(false);
    expect(jest.mocked(pulumi.log.warn).mock.calls.flat()).toEqual(said);
    jest.mocked(pulumi.log.warn).mockClear();
  });
});
