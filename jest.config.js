// No Spark of a test lives long enough for Java's optimizing compiler to pay for itself: without it tests that share
// two cores take half as long. Java itself reads this, wherever a test starts one.
process.env.JAVA_TOOL_OPTIONS = "-XX:TieredStopAtLevel=1";

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // Two cores; what runs in a test file (a broker, Spark, an engine) needs some of them besides.
  maxWorkers: 2,
  testSequencer: "<rootDir>/test/slowestFirst.mjs",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  // A busy machine takes many times as long over everything; what hangs is still ended.
  testTimeout: 60_000,
  // Types are checked by `npm run typecheck`; here they would cost 8 s and 330 MB a worker.
  transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false }] },
};
