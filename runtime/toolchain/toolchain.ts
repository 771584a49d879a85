/** Everything that local services are started from. All paths are absolute. */
export interface Toolchain {
  /** Interpreter of the virtual environment, in which `import pyspark` works. */
  readonly python: string;
  /** Spark itself: the folder of the pyspark package (its `jars/`, `bin/`). */
  readonly sparkHome: string;
  /** The `java` executable: version 17 to 22. */
  readonly java: string;
  readonly javaHome: string;
  /** Folder of the jars that Spark needs besides its own: Kafka source and Delta Lake. */
  readonly sparkJars: string;
  /** Folder of the jars of an Apache Kafka broker. */
  readonly kafkaJars: string;
  /**
   * Folder of this project's own Java classes: `kafka.jar` (from `runtime/kafka/java`, for the broker) and
   * `spark.jar` (from `runtime/spark/java`, for the Spark driver). A jar without sources is absent.
   */
  readonly extensionJars: string;
  /** Folder of the archive of Spark's classes (see `classArchive.ts`). */
  readonly classArchive: string;
}

/** The steps of the set-up, in the order in which they can begin. */
export type ToolchainStep = "java" | "spark" | "kafkaJars" | "sparkJars" | "extensions" | "classes";

/** One change of one step. */
export interface ToolchainProgress {
  readonly step: ToolchainStep;
  /** For people, e.g. `Python environment with Spark`. */
  readonly title: string;
  /** `running` repeats about every second while something is being downloaded. */
  readonly state: "started" | "running" | "finished" | "skipped" | "failed";
  /** Since the step began. */
  readonly seconds: number;
  /** E.g. `120 MB` while downloading, `Java 17.0.15 of this machine` when finished. */
  readonly detail?: string;
}
