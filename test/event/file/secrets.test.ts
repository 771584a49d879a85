import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSecretValues } from "../../../event/file/secrets";
import { missingFor, signInEnvironment } from "../../../event/signIn";
import type { SecretSource } from "../../../event/file/model";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "secrets-"));
  await writeFile(join(folder, "token"), "from a file\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = (
  registryPassword: SecretSource,
  environment: NodeJS.ProcessEnv = { PATH: process.env["PATH"] },
) => readSecretValues({ secrets: { registryPassword } }, folder, environment);

describe("a secret", () => {
  it.each([
    [{ env: "TOKEN" }, "from the environment"],
    [{ file: "token" }, "from a file"],
    [{ command: [process.execPath, "-e", "console.log('from a program')"] }, "from a program"],
  ] as const)("is read where the file says: %j", async (source, value) => {
    expect(await read(source, { TOKEN: "from the environment" })).toEqual({ registryPassword: value });
  });

  it.each([
    [
      { env: "TOKEN" },
      "secrets.registryPassword: the environment variable TOKEN could not be read (not set)",
    ],
    [{ file: "none" }, "secrets.registryPassword: the file none could not be read (ENOENT)"],
    [
      { command: ["no-such-program"] },
      "secrets.registryPassword: what no-such-program prints could not be read (ENOENT)",
    ],
    [
      { command: [process.execPath, "-e", ""] },
      `secrets.registryPassword: what ${process.execPath} prints is empty`,
    ],
  ] as const)("that cannot be read is named with its place: %j", async (source, message) => {
    await expect(read(source)).rejects.toThrow(message);
  });

  it("is not in the error of the program that failed to print it", async () => {
    const error: unknown = await read({
      command: [process.execPath, "-e", "console.log('hunter2'); process.exit(3)"],
    }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      message: `secrets.registryPassword: what ${process.execPath} prints could not be read (3)`,
    });
    expect((error as Error).cause).toBeUndefined();
  });
});

describe("how an event signs in", () => {
  const everything = {
    ARM_CLIENT_ID: "id",
    ARM_CLIENT_SECRET: "s",
    ARM_TENANT_ID: "t",
    ARM_USE_MSI: "true",
    ARM_USE_OIDC: "true",
    ARM_CLIENT_CERTIFICATE_PATH: "c.pfx",
    ARM_USE_DEFAULT_AZURE_CREDENTIAL: "true",
    PATH: "p",
  };

  it.each([
    ["azureCli", { ARM_TENANT_ID: "t", PATH: "p" }],
    ["servicePrincipal", { ARM_CLIENT_ID: "id", ARM_CLIENT_SECRET: "s", ARM_TENANT_ID: "t", PATH: "p" }],
    ["managedIdentity", { ARM_CLIENT_ID: "id", ARM_TENANT_ID: "t", ARM_USE_MSI: "true", PATH: "p" }],
  ] as const)("is %s for every process, whatever else the environment has", (signIn, environment) => {
    expect(signInEnvironment(signIn, everything)).toEqual(environment);
  });

  it("names what a service principal lacks", () => {
    expect(missingFor("servicePrincipal", { ARM_CLIENT_ID: "id", ARM_TENANT_ID: "" })).toEqual([
      "ARM_CLIENT_SECRET",
      "ARM_TENANT_ID",
    ]);
    expect(missingFor("azureCli", {})).toEqual([]);
  });
});
