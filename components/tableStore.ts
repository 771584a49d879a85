import * as pulumi from "@pulumi/pulumi";
import type { JobSettings } from "../program/jobParameters";

const ACCOUNT_KEY_SECRET = "lake-account-key";

/** What keeps the tables. */
export type TableStore =
  | {
      readonly keptBy: "catalog";
      readonly catalog: {
        /** Full name of the schema, `CATALOG.SCHEMA`. */
        readonly schema: pulumi.Input<string>;
        /** Folder for checkpoints, `/Volumes/…`. */
        readonly volumePath: pulumi.Input<string>;
      };
    }
  | {
      /** By path, in the lake. */
      readonly keptBy: "lake";
      /** Key of the lake's account. Secret. */
      readonly accountKey: pulumi.Input<string>;
    };

/** Where the tables and the checkpoint lie. */
export interface Places {
  /** As the job is told. */
  readonly tables: JobSettings<pulumi.Output<string>>["tables"];
  /** What the notebooks need beside the hub's key to get there. */
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
  readonly checkpoint: pulumi.Output<string>;
  readonly table: (table: string) => pulumi.Output<string>;
}

/**
 * @param lakeUrl root of the lake's container.
 * @param suffix the stack's, part of the checkpoint's path.
 */
export function placesOf(
  tables: TableStore,
  lakeUrl: pulumi.Output<string>,
  suffix: pulumi.Input<string>,
): Places {
  if (tables.keptBy === "lake") {
    return {
      tables: { lakeUrl, accountKeySecret: pulumi.output(ACCOUNT_KEY_SECRET) },
      secrets: { [ACCOUNT_KEY_SECRET]: pulumi.secret(tables.accountKey) },
      checkpoint: pulumi.interpolate`${lakeUrl}/checkpoints/ingest-${suffix}`,
      table: (table) => pulumi.interpolate`delta.\`${lakeUrl}/${table}\``,
    };
  }
  const schema = pulumi.output(tables.catalog.schema);
  return {
    tables: { schema },
    secrets: {},
    checkpoint: pulumi.interpolate`${tables.catalog.volumePath}/ingest-${suffix}`,
    table: (table) => pulumi.interpolate`${schema}.${table}`,
  };
}
