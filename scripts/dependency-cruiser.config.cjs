/**
 * Who may import whom: each folder, and the folders below it. What is not listed is refused, and so is every circle.
 * Types alone may come from anywhere below the commands: they create no dependency at run time.
 */
const layers = {
  program: [],
  clients: [],
  queries: [],
  policy: [],
  verify: ["clients"],
  components: ["program", "queries", "clients", "generator"],
  examples: ["components", "program"],
  generator: ["clients"],
  runtime: ["clients", "generator"],
  "emulator/core": [],
  "emulator/services": ["emulator/core", "clients", "runtime"],
  emulator: ["emulator", "clients", "runtime"],
  testbed: ["clients", "runtime", "generator", "verify", "program"],
  page: ["clients", "queries", "program"],
  event: [
    "queries",
    "program",
    "clients",
    "generator",
    "verify",
    "page",
    "emulator",
    "runtime",
    "components",
    "index.ts",
  ],
  faults: ["testbed", "verify", "clients", "runtime"],
  bench: [
    "testbed",
    "verify",
    "clients",
    "components",
    "runtime",
    "emulator",
    "event",
    "generator",
    "queries",
    "scripts",
    "index.ts",
  ],
};

/** The most exact folder first, so that `emulator/core` is not taken for `emulator`. */
const folders = Object.keys(layers).sort((one, other) => other.length - one.length);
const within = (names) => `^(?:${names.join("|")})(?:/|$)`;
const deeper = (name) => folders.filter((folder) => folder.startsWith(`${name}/`));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...folders.map((name) => ({
      name: `${name} imports from below it only`,
      severity: "error",
      from: { path: within([name]), ...(deeper(name).length > 0 && { pathNot: within(deeper(name)) }) },
      to: {
        pathNot: [within([name, ...layers[name]]), "node_modules"],
        dependencyTypesNot: ["core", "type-only"],
      },
    })),
    { name: "no circle of files", severity: "error", from: {}, to: { circular: true } },
    { name: "no circle of folders", severity: "error", scope: "folder", from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default"],
    },
  },
};
