// No Spark of a test lives long enough for Java's optimizing compiler to pay for itself: without it tests that share
// two cores take half as long.
process.env.CLICKSTREAM_JVM_OPTIONS = "-XX:TieredStopAtLevel=1";

/**
 * The tiers, by what their tests start: nothing; Kafka, Spark or a browser; a Pulumi engine; the product as a whole.
 * A file's name carries its tier, `NAME.TIER.test.ts`; without one it is a unit test.
 */
const tiers = ["unit", "services", "engine", "e2e"];
const own = tiers.slice(1).map((tier) => `\\.${tier}\\.test\\.ts$`);

/** @type {import("jest").Config} */
module.exports = {
  // Two cores; what runs in a test file (a broker, Spark, an engine) needs some of them besides.
  maxWorkers: 2,
  testSequencer: "<rootDir>/test/slowestFirst.mjs",
  reporters: ["default", "<rootDir>/test/tierTimes.mjs"],
  // A busy machine takes many times as long over everything; what hangs is still ended.
  testTimeout: 60_000,
  projects: tiers.map((tier) => ({
    displayName: tier,
    testEnvironment: "node",
    roots: ["<rootDir>/test"],
    testMatch: [tier === "unit" ? "**/*.test.ts" : `**/*.${tier}.test.ts`],
    testPathIgnorePatterns: tier === "unit" ? own : [],
    // Types are checked by `npm run typecheck`; here they would cost 8 s and 330 MB a worker.
    transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false }] },
  })),
};
