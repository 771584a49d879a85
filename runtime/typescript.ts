/** Options with which Node runs a TypeScript file of this project; the scripts in `package.json` have the same. */
export const typescriptFlags = ["--require", "tsx/cjs"] as const;
