import { CALL, seconds, type Durations } from "../../core/durations";
import type { Service } from "../service";
import { grants, grant } from "./grants";
import { unityCatalogHandlers } from "./local";
import { catalog, externalLocation, schema, storageCredential, volume } from "./model";

const durations: Durations = {
  "databricks:index/storageCredential:StorageCredential": CALL,
  "databricks:index/externalLocation:ExternalLocation": CALL,
  "databricks:index/catalog:Catalog": seconds(3, 2, 5),
  "databricks:index/schema:Schema": CALL,
  "databricks:index/volume:Volume": CALL,
  "databricks:index/grants:Grants": CALL,
  "databricks:index/grant:Grant": CALL,
};

/** Unity Catalog: on this machine a schema is a Spark database and a volume a folder. */
export const unityCatalog: Service = {
  models: [storageCredential, externalLocation, catalog, schema, volume, grants, grant],
  durations,
  local: unityCatalogHandlers,
};
