import { join } from "node:path";
import { goProgram } from "../goProgram";

/**
 * Databricks' own Terraform provider as a provider of Pulumi's: what the emulator is held against. No part of the
 * product; about 160 s of processor time, once, and 49 MB.
 *
 * @returns the program.
 * @throws Error with what Go said.
 */
export function databricksProvider(): Promise<string> {
  return goProgram({
    sources: __dirname,
    name: "pulumi-resource-databricks",
    cache: join(".local", "databricks-provider"),
  });
}
