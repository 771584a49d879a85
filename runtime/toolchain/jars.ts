import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { checksumOf } from "../checksum";
import { CommandError, runCommand } from "../command";
import { downloadError } from "./downloadError";
import type { Jars } from "./jarLists";
import type { Toolchain } from "./toolchain";
import { ToolchainError } from "./toolchainError";
import { writeTruststore } from "./truststore";

/**
 * Ivy's own public repository, asked for the jars alone. (`usepoms="false"`: what a jar depends on is listed, so its
 * description is not needed.)
 */
const SETTINGS = `<ivysettings>
  <settings defaultResolver="public"/>
  <resolvers><ibiblio name="public" m2compatible="true" usepoms="false"/></resolvers>
</ivysettings>
`;
/** Says where else to look, e.g. a company's repository; Ivy's conventional place. */
const ivyUserSettings = join(homedir(), ".ivy2", "ivysettings.xml");
/** A short-lived Java process: no time for the optimizing compiler to pay off. */
const jvmOptions = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"];

/**
 * Downloads jars into `folder` with the Ivy that pyspark brings along, and takes no other files than those listed.
 *
 * @param what for an error's text, e.g. `Apache Kafka`
 */
export async function downloadJars(
  { java, sparkHome }: Pick<Toolchain, "java" | "sparkHome">,
  what: string,
  jars: Jars,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const work = join(folder, "ivy");
  await mkdir(work);
  const userSettings = existsSync(ivyUserSettings);
  const settings = userSettings ? ivyUserSettings : join(work, "settings.xml");
  await writeFile(join(work, "ivy.xml"), ivyFile(Object.keys(jars)));
  if (!userSettings) await writeFile(settings, SETTINGS);
  const ivy = async (options: readonly string[]) =>
    runCommand(
      java,
      [
        ...jvmOptions,
        ...proxyOptions(process.env),
        ...options,
        // Ivy keeps nothing in the user's home.
        ...(userSettings ? [] : [`-Divy.default.ivy.user.dir=${work}`]),
        ...["-jar", await ivyJar(sparkHome), "-settings", settings, "-cache", join(work, "cache")],
        ...["-ivy", join(work, "ivy.xml"), "-confs", "default", "-types", "jar", "bundle", "-warn"],
        ...["-retrieve", join(folder, "[artifact]-[revision].[ext]")],
      ],
      { cwd: work, signal },
    );
  try {
    await ivy([]).catch(async (error: unknown) => {
      if (!isUntrusted(error)) throw error;
      await ivy(await trustOptions(join(work, "trusted.jks")));
    });
  } catch (error) {
    throw downloadError(what, "Ivy's settings (~/.ivy2/ivysettings.xml)", error);
  }
  await rm(work, { recursive: true });
  await verifyJars(jars, folder);
}

/** @throws ToolchainError naming each jar that is not the one listed. */
export async function verifyJars(jars: Jars, folder: string): Promise<void> {
  const wrong = await Promise.all(
    Object.entries(jars).map(async ([coordinate, expected]) => {
      const file = `${coordinate.split(":").slice(1).join("-")}.jar`;
      const found = await checksumOf(join(folder, file));
      return found === expected ? [] : [`${file} has the SHA-256 ${found} and not ${expected}`];
    }),
  );
  if (wrong.flat().length === 0) return;
  throw new ToolchainError(
    `What was downloaded is not what this project was tested with: ${wrong.flat().join("; ")}. Nothing of it was used; ` +
      "find out which repository or proxy it comes from (~/.ivy2/ivysettings.xml).",
  );
}

async function ivyJar(sparkHome: string): Promise<string> {
  const jars = join(sparkHome, "jars");
  const name = (await readdir(jars)).find((file) => /^ivy-.*\.jar$/.test(file));
  return join(jars, name ?? "ivy.jar");
}

function ivyFile(coordinates: readonly string[]): string {
  const dependencies = coordinates.map((coordinate) => {
    const [organisation = "", name = "", version = ""] = coordinate.split(":");
    return `    <dependency org="${organisation}" name="${name}" rev="${version}" transitive="false"/>`;
  });
  return `<ivy-module version="2.0">
  <info organisation="clickstream" module="challenge"/>
  <dependencies>
${dependencies.join("\n")}
  </dependencies>
</ivy-module>
`;
}

/** Java does not read the environment variables from which other programs know of a proxy. */
export function proxyOptions(environment: NodeJS.ProcessEnv): string[] {
  const value = (name: string) => environment[name] ?? environment[name.toUpperCase()] ?? "";
  const options: string[] = [];
  for (const scheme of ["http", "https"]) {
    const proxy = value(`${scheme}_proxy`);
    if (proxy === "" || !URL.canParse(proxy)) continue;
    const { hostname, port, protocol } = new URL(proxy);
    const usualPort = protocol === "https:" ? "443" : "80";
    options.push(
      `-D${scheme}.proxyHost=${hostname}`,
      `-D${scheme}.proxyPort=${port === "" ? usualPort : port}`,
    );
  }
  const direct = value("no_proxy")
    .split(",")
    .map((host) => host.trim().replace(/^\./, "*."))
    .filter((host) => host !== "");
  if (options.length > 0 && direct.length > 0) options.push(`-Dhttp.nonProxyHosts=${direct.join("|")}`);
  return options;
}

const isUntrusted = (error: unknown) => error instanceof CommandError && /PKIX|CertPath/.test(error.output);

/** Variables that name certificates to trust for the tools around Java, and where systems keep theirs. */
const bundleVariables = ["PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"];
const systemBundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/cert.pem",
];

/** A Java runtime trusts its own list: behind a proxy that inspects connections it must be told what the rest trusts. */
async function trustOptions(file: string): Promise<string[]> {
  const bundles = [...bundleVariables.map((name) => process.env[name] ?? ""), ...systemBundles];
  const texts = await Promise.all(bundles.map((path) => readFile(path, "utf8").catch(() => "")));
  const password = "not-a-secret";
  await writeTruststore(file, [...rootCertificates, ...new Set(texts)], password);
  return [`-Djavax.net.ssl.trustStore=${file}`, `-Djavax.net.ssl.trustStorePassword=${password}`];
}
