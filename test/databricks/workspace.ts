import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import {
  serveWorkspaces,
  type WorkspaceServer,
  type WorkspaceServerOptions,
} from "../../emulator/databricksRest/server";
import { databricksProvider } from "../../scripts/databricksProvider";
import type { DatabricksSide } from "../lifecycle/stack";

/** Databricks' own provider for a stack, its workspaces those of the stack's simulated cloud. */
export interface RealDatabricks extends DatabricksSide {
  readonly workspaces: WorkspaceServer;
}

/** Signs in as the Azure CLI does, for Databricks' SDK (config/auth_azure_cli.go in databricks-sdk-go). */
const AZ = `#!/bin/sh
case "$1 $2" in
"account show") echo '{"user": {"name": "coach@example.com", "type": "user"}}' ;;
"account get-access-token")
  echo '{"accessToken": "a", "tokenType": "Bearer", "expiresOn": "2099-12-31 00:00:00.000000"}' ;;
*) echo "unexpected: az $*" >&2; exit 1 ;;
esac
`;

/** @returns a folder, to be removed later, with that program. */
export async function azureCli(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "az-"));
  await writeFile(join(folder, "az"), AZ, { mode: 0o755 });
  return folder;
}

/** Found on the `PATH` by the engine, which starts one for each configuration of a provider, as anywhere else. */
export function realDatabricks(
  options: WorkspaceServerOptions = {},
): (cloud: Parameters<typeof serveWorkspaces>[0]) => Promise<RealDatabricks> {
  return async (cloud) => {
    const provider = await databricksProvider();
    const folder = await azureCli();
    const workspaces = await serveWorkspaces(cloud, options);
    return {
      workspaces,
      environment: {
        PATH: [folder, dirname(provider), process.env["PATH"]].join(delimiter),
        DATABRICKS_STAND_IN_PORT: String(workspaces.port),
      },
      stop: async () => {
        await workspaces.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  };
}
