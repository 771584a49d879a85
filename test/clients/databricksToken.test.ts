import { ChainedTokenCredential, ClientSecretCredential, ManagedIdentityCredential } from "@azure/identity";
import { azureSignIn, databricksToken } from "../../clients/databricksToken";

const HOUR = 3_600_000;

describe("access to Databricks", () => {
  it("is the personal access token where there is one, without a sign-in", async () => {
    const token = databricksToken("dapi123", () => Promise.reject(new Error("must not sign in")));
    await expect(token()).resolves.toBe("dapi123");
  });

  it("is asked for Databricks' own scope, once until shortly before it expires", async () => {
    const scopes: string[] = [];
    const lifetimes = [HOUR, 2 * HOUR, 3 * HOUR];
    const token = databricksToken(undefined, async () => ({
      getToken: async (scope) => {
        scopes.push(scope);
        return { token: `t${scopes.length}`, expiresOnTimestamp: Date.now() + (lifetimes.shift() ?? 0) };
      },
    }));
    const now = jest.spyOn(Date, "now");
    const begun = Date.now();
    expect([await token(), await token()]).toEqual(["t1", "t1"]);
    now.mockReturnValue(begun + HOUR - 299_000);
    expect([await token(), await token()]).toEqual(["t2", "t2"]);
    now.mockRestore();
    expect(scopes).toEqual(new Array(2).fill("2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default"));
  });

  it("says how to sign in where there is none", async () => {
    const token = databricksToken("", async () => ({ getToken: async () => null }));
    await expect(token()).rejects.toThrow("run `az login`, or set DATABRICKS_TOKEN");
  });
});

describe("a sign-in to Azure", () => {
  const principal = { ARM_CLIENT_ID: "client", ARM_CLIENT_SECRET: "secret", ARM_TENANT_ID: "tenant" };

  it.each([
    ["a service principal's secret", principal, ClientSecretCredential],
    ["the machine's identity", { ARM_USE_MSI: "true" }, ManagedIdentityCredential],
    [
      "one that a user assigned to it",
      { ARM_USE_MSI: "true", ARM_CLIENT_ID: "client" },
      ManagedIdentityCredential,
    ],
    ["the environment, then the Azure CLI", { ARM_CLIENT_ID: "client" }, ChainedTokenCredential],
    ["the environment, then the Azure CLI", {}, ChainedTokenCredential],
  ])("is by %s, as the variables say by which Pulumi's providers sign in", async (_, environment, kind) => {
    expect(await azureSignIn(environment)).toBeInstanceOf(kind);
  });
});
