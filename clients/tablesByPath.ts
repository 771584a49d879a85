/** Literals, quoted names and comments are passed over; what is left after FROM or JOIN is a table's name. */
const TABLE_REFERENCE =
  /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|--.*|\/\*[^]*?\*\/|\b(FROM|JOIN)(\s+)(clicks(?:_per_product|_rejected)?)\b(?!\s*[.(])/gi;

/**
 * Names the tables by their place in a lake that has no schema for them (account key instead of Unity Catalog).
 *
 * @param sql a statement whose table names stand without a schema.
 * @param lakeUrl the container's root, e.g. `abfss://lake@account.dfs.core.windows.net`.
 */
export function byPath(sql: string, lakeUrl: string): string {
  const root = lakeUrl.replace(/\/+$/, "");
  return sql.replace(TABLE_REFERENCE, (found, keyword?: string, space?: string, table?: string) =>
    keyword && space && table ? `${keyword}${space}delta.\`${root}/${table.toLowerCase()}\`` : found,
  );
}
