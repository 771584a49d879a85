import { causeIn } from "../../runtime/cause";

it.each([
  [
    "a module that Python lacks",
    "Traceback (most recent call last):\n  File \"main.py\", line 3, in <module>\n    import pyspark\nModuleNotFoundError: No module named 'pyspark'\n",
    "ModuleNotFoundError: No module named 'pyspark'",
  ],
  [
    "what PySpark itself says, after its JVM's",
    "26/11/27 ERROR SparkContext: Error initializing\npyspark.errors.exceptions.base.PySparkRuntimeError: [JAVA_GATEWAY_EXITED] Java gateway process exited.\n",
    "pyspark.errors.exceptions.base.PySparkRuntimeError: [JAVA_GATEWAY_EXITED] Java gateway process exited.",
  ],
  [
    "the cause behind a class that could not be initialised",
    'java.nio.file.InvalidPathException: Malformed input\n\tat java.base/x\nException in thread "main" java.lang.ExceptionInInitializerError\nCaused by: java.lang.ExceptionInInitializerError: Exception [in thread "main"]\n',
    "java.nio.file.InvalidPathException: Malformed input",
  ],
  [
    "the last of several causes",
    "[2026-11-27] ERROR Exiting Kafka (kafka.Kafka$)\norg.apache.kafka.common.KafkaException: Socket server failed to bind\n\tat x\nCaused by: java.net.BindException: Address already in use\n\tat y\n",
    "Caused by: java.net.BindException: Address already in use",
  ],
  [
    "an error that is only logged",
    "INFO up\n[x] ERROR no disk (kafka)\nINFO down\n",
    "[x] ERROR no disk (kafka)",
  ],
  [
    "a consequence, where there is nothing else",
    "java.lang.NoClassDefFoundError: a/B\n",
    "java.lang.NoClassDefFoundError: a/B",
  ],
])("%s is the cause", (_, output, cause) => {
  expect(causeIn(output)).toBe(cause);
});

it("where nothing says why, there is no cause", () => {
  expect(causeIn("INFO Errors: 0\nThe ErrorHandler was set.\n")).toBeUndefined();
});
