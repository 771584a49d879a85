/** Variables that change what Python, Java, Node, Spark and Kafka do, whoever set them and whatever for. */
const STEERING =
  /^(?:PYTHON(?!HTTPSVERIFY)|SPARK_|PYSPARK_|HADOOP_|KAFKA_|JAVA_TOOL_OPTIONS$|JDK_JAVA_OPTIONS$|_JAVA_OPTIONS$|CLASSPATH$|NODE_OPTIONS$)/;

/** Of the caller's environment a service gets only where programs and the person's own folder are. */
const passedOn = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "TMPDIR",
  "TZ",
  "SystemRoot",
  "TEMP",
  "TMP",
  "USERPROFILE",
];

/** Options for the JVMs of broker and Spark, such as a debugger's; for who works on this project. */
export const JVM_OPTIONS = "CLICKSTREAM_JVM_OPTIONS";

/** Java takes the encoding of files' names, and of what it prints, from the locale: in `C` it knows no umlaut. */
const locale = { LANG: "C.UTF-8", LC_ALL: "C.UTF-8" };

/** The environment of a broker or a Spark driver: the same in everybody's shell. */
export function serviceEnvironment(caller: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const passed = passedOn.flatMap((name) => {
    const value = caller[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(passed), ...locale };
}

/**
 * The environment of an installer or another tool: the caller's, with its proxies, certificates and registries, but
 * without what is meant for other programs of the same kind.
 */
export function toolEnvironment(caller: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(caller).filter(([name]) => !STEERING.test(name));
  return { ...Object.fromEntries(kept), ...locale };
}

/** What `CLICKSTREAM_JVM_OPTIONS` says, option by option. */
export function jvmOptions(caller: NodeJS.ProcessEnv = process.env): string[] {
  return (caller[JVM_OPTIONS] ?? "").split(/\s+/).filter((option) => option !== "");
}
