import { CALL, type Durations } from "../../core/durations";
import type { Service } from "../service";
import { directory } from "./folders";
import { workspaceObjectHandlers } from "./local";
import { notebook, secret, secretAcl, secretScope, workspaceConf } from "./model";

const durations: Durations = {
  "databricks:index/secretScope:SecretScope": CALL,
  "databricks:index/secret:Secret": CALL,
  "databricks:index/secretAcl:SecretAcl": CALL,
  "databricks:index/directory:Directory": CALL,
  "databricks:index/notebook:Notebook": CALL,
  "databricks:index/workspaceConf:WorkspaceConf": CALL,
};

/** Notebooks and secrets of a workspace: the Spark driver keeps them. */
export const workspaceObjects: Service = {
  models: [secretScope, secret, secretAcl, directory, notebook, workspaceConf],
  durations,
  local: workspaceObjectHandlers,
};
