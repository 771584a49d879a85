import { CATALOG, LOCATION, SCHEMA, VOLUME } from "../services/unityCatalog/model";
import { CREDENTIAL } from "../services/unityCatalog/propagation";
import { region as regionName } from "../core/arm";
import type { Properties } from "../core/cloudApi";
import { record } from "../core/properties";
import { metastoreKinds, metastoreQuota } from "../services/unityCatalog/quotas";
import { regionOf } from "../services/workspaces/model";
import { askedOf, type ApiRequest, type Endpoint } from "./endpoint";
import { homeOf, listEndpoint, SECOND_PAGE, securableEndpoints, type SecurableKind } from "./securables";

export const credentials: SecurableKind = {
  type: CREDENTIAL,
  path: "storage-credentials",
  called: "Storage Credential",
  isolated: true,
  describe: (resource) => ({
    id: resource.outputs["storageCredentialId"],
    full_name: resource.id,
    isolation_mode: resource.outputs["isolationMode"],
    metastore_id: resource.outputs["metastoreId"],
    read_only: askedOf(resource)["read_only"] ?? false,
    azure_managed_identity: {
      ...record(askedOf(resource), "azure_managed_identity"),
      credential_id: resource.outputs["storageCredentialId"],
    },
  }),
};

export const locations: SecurableKind = {
  type: LOCATION,
  path: "external-locations",
  called: "External Location",
  isolated: true,
  describe: ({ outputs }) => ({
    url: outputs["url"],
    credential_id: outputs["credentialId"],
    isolation_mode: outputs["isolationMode"],
    metastore_id: outputs["metastoreId"],
    securable_type: "EXTERNAL_LOCATION",
    browse_only: false,
  }),
};

export const catalogs: SecurableKind = {
  type: CATALOG,
  path: "catalogs",
  called: "Catalog",
  isolated: true,
  describe: ({ id, outputs }) => ({
    full_name: id,
    storage_root: outputs["storageRoot"],
    storage_location: outputs["storageLocation"],
    catalog_type: outputs["catalogType"],
    securable_type: outputs["securableType"],
    isolation_mode: outputs["isolationMode"],
    metastore_id: outputs["metastoreId"],
    provisioning_info: { state: "ACTIVE" },
    browse_only: false,
  }),
  // The provider removes it again, because Terraform would not know of it (catalog/resource_catalog.go).
  created: (request, { id, home, hidden }) => {
    const inputs = { catalogName: id, name: "default" };
    const kept = { local: {}, effectiveAt: 0, hidden: { workspaceId: hidden["workspaceId"] } };
    request.cloud.state.put({ ...kept, type: SCHEMA, id: `${id}.default`, home, inputs, outputs: inputs });
  },
};

export const schemas: SecurableKind = {
  type: SCHEMA,
  path: "schemas",
  called: "Schema",
  isolated: false,
  describe: ({ id, outputs }) => ({
    full_name: id,
    schema_id: outputs["schemaId"],
    metastore_id: outputs["metastoreId"],
  }),
};

export const volumes: SecurableKind = {
  type: VOLUME,
  path: "volumes",
  called: "Volume",
  isolated: false,
  describe: (resource) => ({
    full_name: resource.id,
    // Where a managed volume lies is the service's business; it says so, though nobody asked.
    storage_location: `${resource.home.replace(":", "-")}/__unitystorage/volumes/${resource.id}`,
  }),
};

/** How many objects a metastore has of each kind, and takes (docs.databricks.com/api/uc-resource-quotas). */
function quotas(request: ApiRequest): Properties {
  if (request.query["page_token"] !== SECOND_PAGE) return { next_page_token: SECOND_PAGE };
  const region = regionName(regionOf(request.workspace));
  return {
    quotas: metastoreKinds.map((kind) => {
      const { count, limit } = metastoreQuota(request.cloud.world, region, kind);
      return {
        parent_securable_type: "METASTORE",
        parent_full_name: homeOf(request).replace(":", "-"),
        quota_name: kind.quota,
        quota_limit: limit,
        // A count of 0 is left out (`omitempty` of QuotaInfo in databricks-sdk-go).
        ...(count > 0 && { quota_count: count }),
      };
    }),
  };
}

/** Objects of the metastore, and which metastore that is. */
export const unityCatalogEndpoints: readonly Endpoint[] = [
  ...[credentials, locations, catalogs, schemas, volumes].flatMap(securableEndpoints),
  listEndpoint(credentials, "storage_credentials"),
  listEndpoint(locations, "external_locations"),
  listEndpoint(catalogs, "catalogs"),
  { method: "GET", path: "/api/2.1/unity-catalog/resource-quotas/all-resource-quotas", answer: quotas },
  {
    method: "GET",
    path: "/api/2.1/unity-catalog/current-metastore-assignment",
    answer: (request) => ({
      metastore_id: homeOf(request).replace(":", "-"),
      workspace_id: Number(request.workspace.outputs["workspaceId"]),
      default_catalog_name: "hive_metastore",
    }),
  },
];
