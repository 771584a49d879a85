import { join } from "node:path";
import { goProgram } from "../goProgram";

/**
 * Databricks' own test server (`libs/testserver` of github.com/databricks/cli): what the emulator's REST front is held
 * against. No part of the product; about 30 s of processor time, once, and 19 MB.
 *
 * @returns the program, which prints its address and serves until its standard input ends.
 * @throws Error with what Go said.
 */
export function databricksTestServer(): Promise<string> {
  return goProgram({
    sources: __dirname,
    name: "databricks-test-server",
    cache: join(".local", "databricks-test-server"),
  });
}
