/**
 * A Spark driver whose notebooks run over Spark Connect, as on serverless compute. The server comes with pyspark; the
 * client's Python packages belong to tests and testbeds alone.
 */
import { join, relative, resolve } from "node:path";
import { cachedFolder } from "../../runtime/toolchain/cachedFolder";
import { compileExtension, findExtensions } from "../../runtime/toolchain/extensions";
import { prepareToolchain, type Toolchain } from "../../runtime/toolchain";
import { sparkArtifacts, type Jars } from "../../runtime/toolchain/jarLists";
import { downloadJars } from "../../runtime/toolchain/jars";
import { environmentAt, findPython, type Python } from "../../runtime/toolchain/python";
import { installPackages, installSpark } from "../../runtime/toolchain/spark";
import { clientPackages, nextPyspark } from "./packages";

/** The product's jars, but for those that are made for a version of Spark. */
const nextArtifacts: Jars = {
  ...Object.fromEntries(
    Object.entries(sparkArtifacts).filter(
      ([coordinate]) => !/^org\.apache\.spark:|delta-spark/.test(coordinate),
    ),
  ),
  "org.apache.spark:spark-sql-kafka-0-10_2.13:4.1.1":
    "9c1ce986f548e6b1dcb0e2dfe2f253a0bc58f2232a32a0c9c6c674dd25a8570c",
  "org.apache.spark:spark-token-provider-kafka-0-10_2.13:4.1.1":
    "e510adc37b03d01d0a190d0dab472b5538e05eaa77454f7e9477156d7a6820ae",
  "io.delta:delta-spark_4.1_2.13:4.4.0": "75a9400986853c061f5109f012547de2545a5759e5e752e5ef633dabe16a4f10",
};

/** A Connect server, by what it does otherwise than Spark's own. */
export interface ConnectServer {
  /** @default the product's Spark */
  readonly spark?: "next";
  /** `Refusals`: as serverless compute; `BatchSessions`: foreachBatch has a session of its own. */
  readonly interceptor?: "Refusals" | "BatchSessions";
}

/** What a {@link SparkDriver} is started with, to run notebooks over Connect. */
export interface ConnectDriver {
  readonly toolchain: Toolchain;
  readonly program: readonly string[];
}

/**
 * Sets up what is missing beside the product's toolchain.
 *
 * @param folder of the toolchain
 */
export async function prepareConnect(
  folder: string,
  { spark, interceptor }: ConnectServer,
  signal: AbortSignal = new AbortController().signal,
): Promise<ConnectDriver> {
  const base = await prepareToolchain({ folder, signal });
  const python = await findPython(signal);
  const root = resolve(folder);
  const client = cachedFolder(root, "connectClient", [clientPackages, python.version]);
  if (!client.present)
    await client.make((path) => installPackages(python, "Spark Connect", clientPackages, path, signal));
  const toolchain = spark === "next" ? await nextSpark(base, python, root, signal) : base;
  return {
    toolchain: { ...toolchain, extensionJars: await classes(toolchain, root, signal) },
    program: [
      join(__dirname, "python", "connectDriver.py"),
      client.path,
      ...(interceptor === undefined ? [] : [`clickstream.connect.${interceptor}`]),
    ],
  };
}

/** The toolchain with a newer Spark, and the jars that fit it. */
async function nextSpark(
  base: Toolchain,
  python: Python,
  root: string,
  signal: AbortSignal,
): Promise<Toolchain> {
  const spark = cachedFolder(root, "nextSpark", [nextPyspark, python.version]);
  if (!spark.present) await spark.make((path) => installSpark(python, path, signal, nextPyspark));
  const jars = cachedFolder(root, "nextJars", nextArtifacts);
  if (!jars.present)
    await jars.make((path) =>
      downloadJars(base, "Delta Lake and Spark's Kafka source", nextArtifacts, path, signal),
    );
  const environment = environmentAt(spark.path, python.version);
  return {
    ...base,
    python: environment.python,
    sparkHome: join(environment.sitePackages, "pyspark"),
    sparkJars: jars.path,
  };
}

/** The driver's own classes and those that see each call to the Connect server, in one jar. */
async function classes(toolchain: Toolchain, cache: string, signal: AbortSignal): Promise<string> {
  const root = join(__dirname, "..", "..");
  const found = [
    ...(await findExtensions(join(root, "runtime"), ["spark"])),
    ...(await findExtensions(join(root, "testbed"), ["connect"])),
  ];
  const files = found.flatMap(({ folder, files: sources }) =>
    [...sources].map(([path, text]) => [join(relative(root, folder), path), text] as const),
  );
  const extension = { name: "spark", folder: root, files: new Map(files) };
  const compiled = cachedFolder(cache, "connectClasses", [toolchain.sparkHome, files]);
  const classpath = [join(toolchain.sparkHome, "jars"), toolchain.sparkJars];
  if (!compiled.present)
    await compiled.make((path) => compileExtension(extension, toolchain, classpath, path, signal));
  return compiled.path;
}
