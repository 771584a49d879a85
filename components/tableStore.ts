import * as pulumi from "@pulumi/pulumi";

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

/** Where the tables and the checkpoint lie, as the notebooks' parameters say it; empty: not that way. */
export interface Places {
  readonly schema: pulumi.Output<string>;
  readonly lakeUrl: pulumi.Output<string>;
  readonly accountKeySecret: string;
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
      schema: pulumi.output(""),
      lakeUrl,
      accountKeySecret: ACCOUNT_KEY_SECRET,
      secrets: { [ACCOUNT_KEY_SECRET]: pulumi.secret(tables.accountKey) },
      checkpoint: pulumi.interpolate`${lakeUrl}/checkpoints/ingest-${suffix}`,
      table: (table) => pulumi.interpolate`delta.\`${lakeUrl}/${table}\``,
    };
  }
  const schema = pulumi.output(tables.catalog.schema);
  return {
    schema,
    lakeUrl: pulumi.output(""),
    accountKeySecret: "",
    secrets: {},
    checkpoint: pulumi.interpolate`${tables.catalog.volumePath}/ingest-${suffix}`,
    table: (table) => pulumi.interpolate`${schema}.${table}`,
  };
}
