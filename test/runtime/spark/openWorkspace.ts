import type { ConnectServer } from "../../../testbed/connect/connect";
import { SparkWorkspace } from "../../sparkWorkspace";

/**
 * Opens a broker and a driver before the tests beside it, and closes them after: starting them costs more than most tests.
 *
 * @returns the workspace, within a test.
 */
export function openWorkspace(server?: ConnectServer): () => SparkWorkspace {
  let workspace: SparkWorkspace | undefined;
  beforeAll(async () => {
    workspace = await SparkWorkspace.open(server);
  });
  afterAll(async () => {
    await workspace?.close();
  });
  return () => {
    if (workspace === undefined) throw new Error("The workspace did not open.");
    return workspace;
  };
}
