import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { secretFilter } from "../../event/run/secretFilter";
import { readSecret } from "../../event/run/secrets";

/** As `pulumi stack export --show-secrets` has a secret. */
const shown = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});

describe("what an engine says, on its way into a log", () => {
  it("loses every secret of the stack, however it is written, and nothing else", () => {
    const filter = secretFilter({
      resources: [
        {
          inputs: { key: shown("p@ss word/1"), plain: "visible" },
          outputs: { keys: shown({ one: 'a"quoted"key' }) },
        },
      ],
    });
    expect(filter("refused p@ss word/1 for visible")).toBe("refused <secret> for visible");
    expect(filter("?key=p%40ss%20word%2F1")).toBe("?key=<secret>");
    expect(filter(JSON.stringify({ value: 'a"quoted"key' }))).toBe('{"value":"<secret>"}');
  });

  it("loses what looks like a key or a token, of a resource that the state does not know", () => {
    const filter = secretFilter(undefined);
    expect(filter("Endpoint=sb://x/;SharedAccessKey=AbC123=;EntityPath=test")).toBe(
      "Endpoint=sb://x/;SharedAccessKey=<key>;EntityPath=test",
    );
    expect(filter(`token dapi${"0".repeat(32)} refused`)).toBe("token <token> refused");
  });

  it("keeps words that are as short as many others are", () => {
    expect(secretFilter({ inputs: { n: shown("west") } })("westeurope")).toBe("westeurope");
  });

  it("loses the longer of two secrets whole", () => {
    const filter = secretFilter({ a: shown("abcdef"), b: shown("abcdefghij") });
    expect(filter("abcdefghij abcdef")).toBe("<secret> <secret>");
  });
});

describe("a secret setting", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "secrets-"));
    await writeFile(join(folder, "token"), "from-a-file\n");
    await writeFile(join(folder, "empty"), "\n");
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("is read from a variable, a file beside the event's, or what a program prints", async () => {
    process.env["SECRETS_TEST_TOKEN"] = "from-the-environment";
    expect(await readSecret("p", { env: "SECRETS_TEST_TOKEN" }, folder)).toBe("from-the-environment");
    expect(await readSecret("p", { file: "token" }, folder)).toBe("from-a-file");
    expect(await readSecret("p", { command: ["cat", "token"] }, folder)).toBe("from-a-file");
  });

  it("that cannot be read is named with where it was looked for, and never with a value", async () => {
    const of = (source: Parameters<typeof readSecret>[1]) => readSecret("registryPassword", source, folder);
    await expect(of({ env: "SECRETS_TEST_NONE" })).rejects.toThrow(
      "secret registryPassword: the environment variable SECRETS_TEST_NONE is not set",
    );
    await expect(of({ file: "none" })).rejects.toThrow(
      "secret registryPassword: the file none cannot be read (ENOENT)",
    );
    await expect(of({ file: "empty" })).rejects.toThrow("secret registryPassword: the file empty is empty");
    await expect(of({ command: ["sh", "-c", "echo leaked; exit 3"] })).rejects.toThrow(
      /^secret registryPassword: the command `sh`: sh ended with 3$/,
    );
  });
});
