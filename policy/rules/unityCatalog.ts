import { shown } from "../core/resource";
import { oneOf, property, rulesFor, type PolicyRule } from "../core/rule";
import * as types from "../core/types";

const ISOLATION_REASON =
  "All teams of a region share one metastore: what is not isolated is open in every workspace.";

/** Rules for what lies in a metastore. */
export const unityCatalogRules: readonly PolicyRule[] = [
  ...rulesFor(
    [types.CATALOG],
    [
      {
        id: "catalog-isolated",
        title: "A catalog is bound to its workspace.",
        severity: "high",
        reason: ISOLATION_REASON,
        wayOut: "Set isolationMode to ISOLATED.",
        wrongIn: oneOf("isolationMode", "ISOLATED"),
      },
    ],
  ),
  ...rulesFor(
    [types.EXTERNAL_LOCATION, types.STORAGE_CREDENTIAL],
    [
      {
        id: "storage-access-isolated",
        title: "An external location and its credential are bound to their workspace.",
        severity: "high",
        reason: ISOLATION_REASON,
        wayOut: "Set isolationMode to ISOLATION_MODE_ISOLATED.",
        wrongIn: oneOf("isolationMode", "ISOLATION_MODE_ISOLATED"),
      },
    ],
  ),
  ...rulesFor(
    [types.CATALOG, types.SCHEMA, types.EXTERNAL_LOCATION, types.STORAGE_CREDENTIAL],
    [
      {
        id: "metastore-removable",
        title: "What lies in a metastore goes with the stack, whatever is in it.",
        severity: "medium",
        reason: "It outlives the workspace, and then nobody can enter it to empty it.",
        wayOut: "Set forceDestroy.",
        wrongIn: oneOf("forceDestroy", true),
      },
    ],
  ),
  ...rulesFor(
    [types.GRANT],
    [
      {
        id: "grant-to-everyone",
        title: "Nobody but a named principal may manage what is in a metastore.",
        severity: "high",
        reason: "`account users` is everyone in the Databricks account.",
        wayOut: "Grant ALL_PRIVILEGES and MANAGE to a group.",
        wrongIn: ({ properties }) => {
          const { principal, privileges } = properties;
          const all = Array.isArray(privileges) ? privileges.map(String) : [];
          const wide = all.filter((each) => ["ALL_PRIVILEGES", "MANAGE"].includes(each));
          return principal === "account users" && wide.length > 0
            ? [`${shown(principal)} are granted ${wide.join(", ")}`]
            : [];
        },
      },
    ],
  ),
  ...rulesFor(
    [types.GRANTS],
    [
      {
        id: "grants-of-one",
        title: "Rights are given principal by principal.",
        severity: "medium",
        reason: "Grants are all rights on an object: what people grant by hand goes at the next update.",
        wayOut: "Use a Grant for each principal.",
        wrongIn: property("grants", () => false),
      },
    ],
  ),
];
