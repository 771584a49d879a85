import { sqlPieces } from "./sqlText";

const BEFORE_TABLE = /^(FROM|JOIN)$/i;
const TABLE = /^clicks(_per_product|_rejected)?$/i;

/**
 * Names the tables by their place in a lake that has no schema for them (account key instead of Unity Catalog).
 *
 * @param sql a statement whose table names stand without a schema.
 * @param lakeUrl the container's root, e.g. `abfss://lake@account.dfs.core.windows.net`.
 */
export function byPath(sql: string, lakeUrl: string): string {
  const root = lakeUrl.replace(/(?<!\/)\/+$/, "");
  const pieces = [...sqlPieces(sql)];
  const texts = pieces.map(({ kind, text }, index) => {
    if (kind !== "word" || !TABLE.test(text)) return text;
    const [keyword, between, after, later] = [-2, -1, 1, 2].map((offset) => pieces[index + offset]);
    const next = after?.kind === "space" ? later : after;
    const named = between?.kind === "space" && BEFORE_TABLE.test(keyword?.text ?? "");
    return named && !/^[.(]/.test(next?.text ?? "") ? `delta.\`${root}/${text.toLowerCase()}\`` : text;
  });
  return texts.join("");
}
