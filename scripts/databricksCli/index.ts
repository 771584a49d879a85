import { join } from "node:path";
import { goProgram } from "../goProgram";

/**
 * Databricks' own command-line interface (github.com/databricks/cli), whole: what the program advises in its words is
 * tried with it. No part of the product; about 190 s of processor time, once, and 55 MB.
 *
 * @returns the program, called `databricks`.
 * @throws Error with what Go said.
 */
export function databricksCli(): Promise<string> {
  return goProgram({ sources: __dirname, name: "databricks", cache: join(".local", "databricks-cli") });
}
