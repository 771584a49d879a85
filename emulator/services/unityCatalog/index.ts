import { databricksCall, seconds, type Durations } from "../../core/durations";
import type { Service } from "../service";
import { grants, grant } from "./grants";
import { unityCatalogHandlers } from "./local";
import { catalog, externalLocation, schema, storageCredential, volume } from "./model";

const durations: Durations = {
  "databricks:index/storageCredential:StorageCredential": databricksCall,
  "databricks:index/externalLocation:ExternalLocation": databricksCall,
  "databricks:index/catalog:Catalog": seconds(3, 2, 5),
  "databricks:index/schema:Schema": databricksCall,
  "databricks:index/volume:Volume": databricksCall,
  "databricks:index/grants:Grants": databricksCall,
  "databricks:index/grant:Grant": databricksCall,
};

/** Unity Catalog: on this machine a schema is a Spark database and a volume a folder. */
export const unityCatalog: Service = {
  models: [storageCredential, externalLocation, catalog, schema, volume, grants, grant],
  durations,
  local: unityCatalogHandlers,
};
