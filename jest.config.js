/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  // Types are checked by `npm run typecheck`; here they would cost 8 s and 330 MB a worker.
  transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false }] },
};
