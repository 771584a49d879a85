import { sqlPieces } from "../clients/sqlText";

/** Statements that only read begin with one of these. */
const READING = /^(SELECT|WITH|FROM|VALUES|TABLE|SHOW|DESC|DESCRIBE|EXPLAIN)$/i;

/**
 * Statements that do more than read begin with one of these: as Spark 4.0's grammar (SqlBaseParser.g4) and Delta Lake's
 * (DeltaSqlBase.g4) list them, and the reference of Databricks SQL besides.
 */
const DOING =
  /^(ADD|ALTER|ANALYZE|APPLY|BEGIN|CACHE|CALL|CLEAR|CLONE|COMMENT|COMMIT|CONVERT|COPY|CREATE|DECLARE|DELETE|DENY|DFS|DROP|EXECUTE|EXPORT|FSCK|GENERATE|GET|GRANT|IMPORT|INSERT|LIST|LOAD|LOCK|MERGE|MSCK|OPTIMIZE|PUT|REFRESH|REMOVE|REORG|REPAIR|REPLACE|RESET|RESTORE|REVOKE|ROLLBACK|SET|START|SYNC|TRUNCATE|UNCACHE|UNDROP|UNLOCK|UNSET|UPDATE|UPGRADE|USE|VACUUM)$/i;

/** What may come behind these, and changes a table nevertheless. */
const MAY_CHANGE = /^(WITH|FROM)$/i;
const CHANGING = /^(INSERT|DELETE|MERGE|UPDATE)$/i;

/** A statement's words, without those in literals, quoted names and comments. */
function* wordsOf(sql: string): Generator<string> {
  for (const { kind, text } of sqlPieces(sql)) if (kind === "word") yield text;
}

/** Refuses a statement that does more than read, by the word that tells. */
export function refusalOf(word: string): string {
  return `${word.toUpperCase()} is refused: this page only reads. Begin with SELECT, WITH, SHOW, DESCRIBE or EXPLAIN.`;
}

/**
 * Finds a statement that would change something, by its words. On this machine the Spark driver knows it from the plan as
 * well; on Databricks the user may change the tables, and the page must not.
 *
 * @returns why it is refused; undefined where it only reads, or begins with a word that {@link unknownVerb} tells.
 */
export function refusal(sql: string): string | undefined {
  let first: string | undefined;
  for (const word of wordsOf(sql)) {
    first ??= word;
    if (DOING.test(first)) return refusalOf(first);
    if (!MAY_CHANGE.test(first)) return undefined;
    if (CHANGING.test(word)) return refusalOf(word);
  }
  return first === undefined ? "There is no statement to run." : undefined;
}

/** The word that a statement begins with where no statement does that is known here: `SELCT`. */
export function unknownVerb(sql: string): string | undefined {
  const [first] = wordsOf(sql);
  return first === undefined || READING.test(first) || DOING.test(first) ? undefined : first;
}
