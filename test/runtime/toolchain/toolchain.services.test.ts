import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificates } from "../../../runtime/kafka/certificates";
import {
  archiveOptions,
  prepareToolchain,
  sparkClasspath,
  type Toolchain,
  type ToolchainProgress,
} from "../../../runtime/toolchain";
import { compileExtension, findExtensions } from "../../../runtime/toolchain/extensions";
import { kafkaArtifacts } from "../../../runtime/toolchain/jarLists";

const toolchainFolder = join(__dirname, "..", "..", "..", ".local", "toolchain");

let folder: string;
let toolchain: Toolchain;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "toolchain-"));
  toolchain = await prepareToolchain({ folder: toolchainFolder });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

it("once complete, all of it is skipped", async () => {
  const events: ToolchainProgress[] = [];
  const again = await prepareToolchain({
    folder: toolchainFolder,
    onProgress: (event) => events.push(event),
  });
  expect(again).toEqual(toolchain);
  expect(events.map(({ step, state }) => [step, state])).toEqual(
    ["java", "spark", "kafkaJars", "sparkJars", "extensions", "classes"].map((step) => [step, "skipped"]),
  );
});

it("its Python has this Spark, its jars are those listed", () => {
  const version = execFileSync(toolchain.python, ["-c", "import pyspark, py4j; print(pyspark.__version__)"]);
  expect(String(version).trim()).toBe("4.0.4");
  expect(readdirSync(toolchain.kafkaJars).sort()).toEqual(
    Object.keys(kafkaArtifacts)
      .map((jar) => `${jar.split(":").slice(1).join("-")}.jar`)
      .sort(),
  );
});

it("Spark's JVMs take the classes of Spark and Delta Lake from the archive", async () => {
  const classpath = (await sparkClasspath(toolchain)).join(":");
  const log = spawnSync(
    toolchain.java,
    [
      ...archiveOptions(toolchain),
      "-Xlog:class+load",
      "-cp",
      classpath,
      "org.apache.spark.sql.delta.DeltaLog",
    ],
    { encoding: "utf8" },
  ).stdout;
  expect(log).toContain("org.apache.spark.sql.delta.DeltaLog source: shared objects file (top)");
}, 60_000);

it("where the classpath is another one, they do without the archive and say nothing of it", () => {
  const classpath = join(toolchain.sparkHome, "jars", "*");
  const { stdout } = spawnSync(
    toolchain.java,
    [...archiveOptions(toolchain), "-cp", classpath, "org.apache.spark.launcher.Main"],
    { encoding: "utf8" },
  );
  expect(stdout).toBe("");
}, 60_000);

async function compile(sources: Record<string, string>): Promise<string> {
  const local = mkdtempSync(join(folder, "local-"));
  for (const [path, text] of Object.entries(sources)) {
    mkdirSync(join(local, "kafka", "java", path, ".."), { recursive: true });
    writeFileSync(join(local, "kafka", "java", path), text);
  }
  const [extension] = await findExtensions(local, ["kafka", "spark"]);
  if (extension === undefined) throw new Error("Not found.");
  const out = mkdtempSync(join(folder, "out-"));
  await compileExtension(extension, toolchain, [toolchain.kafkaJars], out, new AbortController().signal);
  return join(out, "kafka.jar");
}

it("Java sources become a jar that runs, with the files beside them", async () => {
  const jar = await compile({
    "a/Main.java": `package a;
      public class Main {
        public static void main(String[] args) throws Exception {
          byte[] text = Main.class.getResourceAsStream("/META-INF/note.txt").readAllBytes();
          System.out.print(new String(text) + new org.apache.kafka.common.TopicPartition("clicks", 3));
        }
      }`,
    "META-INF/note.txt": "Kafka ",
  });
  const classpath = [jar, join(toolchain.kafkaJars, "*")].join(":");
  expect(
    String(
      execFileSync(toolchain.java, ["-cp", classpath, "a.Main"], { stdio: ["ignore", "pipe", "ignore"] }),
    ),
  ).toBe("Kafka clicks-3");
}, 60_000);

it("sources that do not compile are named, with the line", async () => {
  await expect(compile({ "a/Broken.java": "package a;\nclass Broken {\n  int x = ;\n}\n" })).rejects.toThrow(
    /^The Java sources in .*kafka\/java do not compile: .*Broken\.java.* Line 3/s,
  );
}, 60_000);

it("without sources there is nothing to compile, and that is said", async () => {
  await expect(findExtensions(folder, ["kafka"])).rejects.toThrow(/There are no Java sources in/);
});

it("a truststore holds the certificate, and Java reads it", async () => {
  const certificates = mkdtempSync(join(folder, "certificates-"));
  const { authority } = await makeCertificates("clicks-a1b2.servicebus.windows.net", certificates);
  const listed = execFileSync(join(toolchain.javaHome, "bin", "keytool"), [
    ...["-list", "-keystore", authority.truststoreFile, "-storepass", authority.truststorePassword],
  ]);
  const der = Buffer.from(
    readFileSync(authority.pemFile, "utf8").replace(/-----[^-]+-----|\s/g, ""),
    "base64",
  );
  const fingerprint = createHash("sha256").update(der).digest("hex").toUpperCase().match(/../g)?.join(":");
  expect(String(listed)).toContain("Your keystore contains 1 entry");
  expect(String(listed)).toContain(fingerprint);
  // Kept for a broker that is started again on the same folder.
  expect(await makeCertificates("clicks-a1b2.servicebus.windows.net", certificates)).toEqual({
    authority,
    keystoreFile: join(certificates, "keystore.pem"),
  });
}, 30_000);
