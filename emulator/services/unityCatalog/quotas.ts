import { metastore } from "../../core/cloudState";
import { DatabricksError } from "../../core/errors";
import type { World } from "../../core/model";

/** A kind of object of which a metastore takes so many. */
export interface MetastoreKind {
  readonly type: string;
  /** As refusals name it. */
  readonly called: string;
  /** Of its quota: the kind's plural and `-quota`, as `catalogs-quota` in the documentation of Databricks' CLI. */
  readonly quota: string;
  /** Where a cloud sets no other. */
  readonly usual: number;
}

/** Those that a team creates. */
export const metastoreKinds: readonly MetastoreKind[] = [
  { type: "databricks:index/catalog:Catalog", called: "Catalog", quota: "catalogs-quota", usual: 1000 },
  {
    type: "databricks:index/storageCredential:StorageCredential",
    called: "Storage Credential",
    quota: "storage-credentials-quota",
    usual: 1000,
  },
  {
    type: "databricks:index/externalLocation:ExternalLocation",
    called: "External Location",
    quota: "external-locations-quota",
    usual: 1000,
  },
];

/** @returns how many a region's metastore has of a kind, and takes. */
export function metastoreQuota(
  { state, limits }: Pick<World, "state" | "limits">,
  region: string,
  kind: MetastoreKind,
): { count: number; limit: number } {
  const home = metastore(region);
  const count = state.resources(kind.type).filter((each) => each.home === home).length;
  return { count, limit: limits.quotas[region]?.[kind.quota] ?? kind.usual };
}

/** @throws what Unity Catalog says where a metastore takes no more (error class QUOTA_EXCEEDED, seen of other kinds). */
export function requireMetastoreRoom(world: World, region: string, called: string, attempt: string): void {
  const kind = metastoreKinds.find((each) => each.called.toUpperCase() === called);
  if (kind === undefined) return;
  const { count, limit } = metastoreQuota(world, region, kind);
  if (count < limit) return;
  throw new DatabricksError(
    attempt,
    `Cannot create 1 ${kind.called}(s) in Metastore ${metastore(region).replace(":", "-")} (estimated count: ${count}, limit: ${limit}).`,
  );
}
