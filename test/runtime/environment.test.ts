import { jvmOptions, serviceEnvironment, toolEnvironment } from "../../runtime/environment";

/** A shell of somebody who works with Spark, Java and Pulumi elsewhere, behind a proxy. */
const shell = {
  PATH: "/usr/bin",
  HOME: "/home/ü",
  TMPDIR: "/tmp",
  LANG: "de_DE",
  LC_ALL: "C",
  PYTHONPATH: "/other/python",
  PYTHONHOME: "/other",
  PYTHONSAFEPATH: "1",
  SPARK_HOME: "/other/spark",
  SPARK_LOCAL_DIRS: "/other/tmp",
  SPARK_API_MODE: "connect",
  PYSPARK_PYTHON: "python2",
  HADOOP_CONF_DIR: "/etc/hadoop",
  KAFKA_OPTS: "-Xmx8m",
  JAVA_TOOL_OPTIONS: "-Xmx8m",
  JDK_JAVA_OPTIONS: "-Xmx8m",
  _JAVA_OPTIONS: "-Xmx8m",
  CLASSPATH: "/other",
  NODE_OPTIONS: "--inspect",
  JAVA_HOME: "/usr/lib/jvm/17",
  HTTPS_PROXY: "http://proxy:3128",
  no_proxy: "localhost",
  PIP_INDEX_URL: "https://mirror/simple",
  PIP_CERT: "/etc/ca.pem",
  GOPROXY: "https://mirror/go",
  npm_config_registry: "https://mirror/npm",
  NODE_EXTRA_CA_CERTS: "/etc/ca.pem",
};

it("broker and Spark get an environment that is the same in everybody's shell", () => {
  expect(serviceEnvironment(shell)).toEqual({
    PATH: "/usr/bin",
    HOME: "/home/ü",
    TMPDIR: "/tmp",
    LANG: "C.UTF-8",
    LC_ALL: "C.UTF-8",
  });
});

it("installers keep proxies, certificates and registries, and lose what steers another Python, Java or Spark", () => {
  expect(toolEnvironment(shell)).toEqual({
    PATH: "/usr/bin",
    HOME: "/home/ü",
    TMPDIR: "/tmp",
    LANG: "C.UTF-8",
    LC_ALL: "C.UTF-8",
    JAVA_HOME: "/usr/lib/jvm/17",
    HTTPS_PROXY: "http://proxy:3128",
    no_proxy: "localhost",
    PIP_INDEX_URL: "https://mirror/simple",
    PIP_CERT: "/etc/ca.pem",
    GOPROXY: "https://mirror/go",
    npm_config_registry: "https://mirror/npm",
    NODE_EXTRA_CA_CERTS: "/etc/ca.pem",
  });
});

it("a JVM's own options are those of a variable of this project", () => {
  expect(jvmOptions({ CLICKSTREAM_JVM_OPTIONS: " -Xa  -Xb=c\n" })).toEqual(["-Xa", "-Xb=c"]);
  expect(jvmOptions({ JAVA_TOOL_OPTIONS: "-Xa" })).toEqual([]);
});
