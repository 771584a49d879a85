/** Many minutes, or a moment drawn at random: these run in `npm run test:long` alone. */
const longTests = [
  "<rootDir>/test/lifecycle/(killed|settings)\\.test\\.ts$",
];

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // Two cores; what runs in a test file (a broker, Spark, an engine) needs some of them besides.
  maxWorkers: 2,
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", ...(process.env.LONG === "1" ? [] : longTests)],
  // Types are checked by `npm run typecheck`; here they would cost 8 s and 330 MB a worker.
  transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false }] },
};
