import { databricksCall, type Durations } from "../../core/durations";
import type { Service } from "../service";
import { directory } from "./folders";
import { workspaceObjectHandlers } from "./local";
import { notebook, secret, secretAcl, secretScope, workspaceConf } from "./model";

const durations: Durations = {
  "databricks:index/secretScope:SecretScope": databricksCall,
  "databricks:index/secret:Secret": databricksCall,
  "databricks:index/secretAcl:SecretAcl": databricksCall,
  "databricks:index/directory:Directory": databricksCall,
  "databricks:index/notebook:Notebook": databricksCall,
  "databricks:index/workspaceConf:WorkspaceConf": databricksCall,
};

/** Notebooks and secrets of a workspace: the Spark driver keeps them. */
export const workspaceObjects: Service = {
  models: [secretScope, secret, secretAcl, directory, notebook, workspaceConf],
  durations,
  local: workspaceObjectHandlers,
};
