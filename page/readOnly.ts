/** Literals, quoted names and comments: words in them are not SQL's. */
const PASSED_OVER = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|--.*|\/\*[^]*?\*\//g;

/** Statements that only read begin with one of these. */
const READING = /^(SELECT|WITH|FROM|VALUES|TABLE|SHOW|DESC|DESCRIBE|EXPLAIN)$/i;

/** What may follow WITH or FROM and changes a table nevertheless. */
const CHANGING =
  /\b(INSERT)\s+(?:INTO|OVERWRITE)\b|\b(DELETE)\s+FROM\b|\b(MERGE)\s+INTO\b|\b(UPDATE)\s+\S+\s+SET\b/i;

/**
 * Finds a statement that would change something, where that is obvious from its words. What slips through is
 * refused by the Spark driver, which knows from the plan.
 *
 * @returns why it is refused; undefined where it only reads.
 */
export function refusal(sql: string): string | undefined {
  const words = sql.replace(PASSED_OVER, " ");
  const first = /[a-z]+/i.exec(words)?.[0];
  if (first === undefined) return "There is no statement to run.";
  const culprit = READING.test(first) ? CHANGING.exec(words)?.slice(1).find(Boolean) : first;
  if (culprit === undefined) return undefined;
  return `${culprit.toUpperCase()} is refused: this page only reads. Begin with SELECT, WITH, SHOW, DESCRIBE or EXPLAIN.`;
}
