/** Literals, quoted names and comments: words in them are not SQL's. */
const PASSED_OVER = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|--.*|\/\*[^]*?\*\//g;

/** Statements that only read begin with one of these. */
const READING = /^(SELECT|WITH|FROM|VALUES|TABLE|SHOW|DESC|DESCRIBE|EXPLAIN)$/i;

/**
 * Statements that do more than read begin with one of these: as Spark 4.0's grammar (SqlBaseParser.g4) and Delta Lake's
 * (DeltaSqlBase.g4) list them, and the reference of Databricks SQL besides.
 */
const DOING =
  /^(ADD|ALTER|ANALYZE|APPLY|BEGIN|CACHE|CALL|CLEAR|CLONE|COMMENT|COMMIT|CONVERT|COPY|CREATE|DECLARE|DELETE|DENY|DFS|DROP|EXECUTE|EXPORT|FSCK|GENERATE|GET|GRANT|IMPORT|INSERT|LIST|LOAD|LOCK|MERGE|MSCK|OPTIMIZE|PUT|REFRESH|REMOVE|REORG|REPAIR|REPLACE|RESET|RESTORE|REVOKE|ROLLBACK|SET|START|SYNC|TRUNCATE|UNCACHE|UNDROP|UNLOCK|UNSET|UPDATE|UPGRADE|USE|VACUUM)$/i;

/** What may follow WITH or FROM and changes a table nevertheless. */
const CHANGING =
  /\b(INSERT)\s+(?:INTO|OVERWRITE)\b|\b(DELETE)\s+FROM\b|\b(MERGE)\s+INTO\b|\b(UPDATE)\s+\S+\s+SET\b/i;

const firstWord = (words: string): string | undefined => /[a-z]+/i.exec(words)?.[0];

/** Refuses a statement that does more than read, by the word that tells. */
export function refusalOf(word: string): string {
  return `${word.toUpperCase()} is refused: this page only reads. Begin with SELECT, WITH, SHOW, DESCRIBE or EXPLAIN.`;
}

/**
 * Finds a statement that would change something, where that is obvious from its words. What slips through is refused
 * on this machine by the Spark driver, which knows from the plan; on Databricks the user's own rights decide.
 *
 * @returns why it is refused; undefined where it only reads, or begins with a word that {@link unknownVerb} tells.
 */
export function refusal(sql: string): string | undefined {
  const words = sql.replace(PASSED_OVER, " ");
  const first = firstWord(words);
  if (first === undefined) return "There is no statement to run.";
  if (DOING.test(first)) return refusalOf(first);
  const culprit = CHANGING.exec(words)?.slice(1).find(Boolean);
  return culprit === undefined ? undefined : refusalOf(culprit);
}

/** The word that a statement begins with where no statement does that is known here: `SELCT`. */
export function unknownVerb(sql: string): string | undefined {
  const first = firstWord(sql.replace(PASSED_OVER, " "));
  return first === undefined || READING.test(first) || DOING.test(first) ? undefined : first;
}
