import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ToolchainError } from "../../../runtime/toolchain";
import { proxyOptions, verifyJars } from "../../../runtime/toolchain/jars";
import { kafkaArtifacts, sparkArtifacts } from "../../../runtime/toolchain/jarLists";

it("Java is told of the proxies that everything else is told of", () => {
  expect(
    proxyOptions({
      HTTPS_PROXY: "http://user:secret@proxy.example:3128",
      http_proxy: "https://proxy2.example",
      no_proxy: "localhost, .example.com,10.0.0.1",
    }),
  ).toEqual([
    "-Dhttp.proxyHost=proxy2.example",
    "-Dhttp.proxyPort=443",
    "-Dhttps.proxyHost=proxy.example",
    "-Dhttps.proxyPort=3128",
    "-Dhttp.nonProxyHosts=localhost|*.example.com|10.0.0.1",
  ]);
});

it("without a proxy, or with what is none, it is told nothing", () => {
  expect(proxyOptions({ no_proxy: "localhost" })).toEqual([]);
  expect(proxyOptions({ HTTPS_PROXY: "not a url" })).toEqual([]);
});

it("every jar has an exact version and is listed once", () => {
  for (const list of [kafkaArtifacts, sparkArtifacts].map(Object.keys)) {
    for (const jar of list) expect(jar).toMatch(/^[\w.]+(-[\w.]+)*:[\w.-]+:\d[\w.-]*$/);
    expect(new Set(list.map((jar) => jar.replace(/:[^:]*$/, ""))).size).toBe(list.length);
  }
});

describe("a downloaded jar", () => {
  const good = createHash("sha256").update("good").digest("hex");
  const bad = createHash("sha256").update("bad").digest("hex");
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "jars-"));
    writeFileSync(join(folder, "a-1.0.jar"), "good");
    writeFileSync(join(folder, "b-2.0.jar"), "bad");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("with the checksum that is listed is taken", async () => {
    await expect(verifyJars({ "org:a:1.0": good, "org:b:2.0": bad }, folder)).resolves.toBeUndefined();
  });

  it("with another one is refused by name, with both checksums", async () => {
    await expect(verifyJars({ "org:a:1.0": good, "org:b:2.0": good }, folder)).rejects.toEqual(
      new ToolchainError(
        `What was downloaded is not what this project was tested with: b-2.0.jar has the SHA-256 ${bad} and not ${good}. ` +
          "Nothing of it was used; find out which repository or proxy it comes from (~/.ivy2/ivysettings.xml).",
      ),
    );
  });
});
