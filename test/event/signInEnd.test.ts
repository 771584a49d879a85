import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { signInEnd } from "../../event/signInEnd";

const now = new Date("2027-03-12T18:00:00Z");
const inMinutes = (minutes: number): string => String(now.valueOf() / 1000 + minutes * 60);

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "sign-in-end-"))));
afterEach(() => rm(folder, { recursive: true }));

/** What is said of 70 minutes where the Azure CLI answers so, a line each as it prints a list. */
async function said(account: readonly string[], expires: string): Promise<string | undefined> {
  const az = [
    "#!/bin/sh",
    'case "$*" in',
    `"account show --query [user.type, user.name] --output tsv") printf '${account.join("\\n")}\\n';;`,
    `"account get-access-token --query expires_on --output tsv") echo '${expires}';;`,
    "*) exit 2;;",
    "esac",
  ];
  await writeFile(join(folder, "az"), az.join("\n"));
  await chmod(join(folder, "az"), 0o755);
  const environment = { PATH: [folder, process.env["PATH"]].join(delimiter) };
  return await signInEnd("azureCli", { environment, seconds: 70 * 60, now });
}

describe("a command that lasts longer than its sign-in", () => {
  it("is told of before it begins, where the Azure CLI was signed in as a service principal", async () => {
    expect(await said(["servicePrincipal", "11111111-2222-4333-8444-555555555555"], inMinutes(52))).toBe(
      "this takes about 70 min, and the Azure CLI's token ends in 52 min: if it was signed in by a workflow's token, " +
        "it gets no other. Sign in again and give the same command for the teams that are left then, or set signIn to " +
        "servicePrincipal or managedIdentity, which renew.",
    );
  });

  it.each([
    ["a token that lasts longer", ["servicePrincipal", "id"], inMinutes(71)],
    ["a person's, which is renewed", ["user", "coach@contoso.com"], inMinutes(52)],
    ["the machine's own", ["servicePrincipal", "systemAssignedIdentity"], inMinutes(52)],
    ["the machine's second", ["servicePrincipal", "userAssignedIdentity"], inMinutes(52)],
    ["one of a CLI that does not tell when it ends", ["servicePrincipal", "id"], ""],
  ])("is not told of for %s", async (_, account, expires) => {
    expect(await said(account, expires)).toBeUndefined();
  });

  it("is not told of where no CLI answers, or none is asked", async () => {
    const options = { environment: { PATH: folder }, seconds: 1e6, now };
    expect(await signInEnd("azureCli", options)).toBeUndefined();
    expect(await signInEnd("servicePrincipal", options)).toBeUndefined();
    expect(await signInEnd("managedIdentity", options)).toBeUndefined();
  });
});
