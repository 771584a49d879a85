/** A piece of a statement's text, in order; all of them together are the statement. */
export interface SqlPiece {
  /** `opaque`: a literal, a quoted name or a comment, whose words are not SQL's. */
  readonly kind: "word" | "space" | "opaque" | "other";
  readonly text: string;
}

/**
 * As Spark's lexer has them (`SqlBaseLexer.g4`). What is never closed ends with the text: every alternative then matches
 * where it begins, so that the text is passed over once.
 */
const pieceAt = new RegExp(
  [
    /(?<opaque>[rR]'[^']*(?:'|$)|[rR]"[^"]*(?:"|$))/u,
    /(?<word>[\p{L}_][\p{L}\p{N}_]*)/u,
    /(?<space>\s+)/u,
    /(?<quoted>'[^'\\]*(?:\\[^][^'\\]*)*(?:'|\\?$)|"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|`[^`]*(?:`|$)|--(?:\\\n|[^\r\n])*)/u,
    /(?<opened>\/\*)/u,
    /[^\p{L}\p{N}_\s'"`/-]+|[^]/u,
  ]
    .map(({ source }) => source)
    .join("|"),
  "uy",
);
const COMMENT_MARK = /\/\*|\*\//g;

/** Takes a statement apart, in time that grows with its length and no faster. */
export function* sqlPieces(sql: string): Generator<SqlPiece> {
  for (let at = 0; at < sql.length;) {
    pieceAt.lastIndex = at;
    const groups = pieceAt.exec(sql)?.groups ?? {};
    const end = groups["opened"] === undefined ? pieceAt.lastIndex : commentEnd(sql, at);
    yield { kind: kindOf(groups), text: sql.slice(at, end) };
    at = end;
  }
}

function kindOf({ word, space, opaque, quoted, opened }: Partial<Record<string, string>>): SqlPiece["kind"] {
  if (word !== undefined) return "word";
  if (space !== undefined) return "space";
  return (opaque ?? quoted ?? opened) === undefined ? "other" : "opaque";
}

/** Comments may hold comments. */
function commentEnd(sql: string, start: number): number {
  let depth = 0;
  COMMENT_MARK.lastIndex = start;
  for (let mark = COMMENT_MARK.exec(sql); mark !== null; mark = COMMENT_MARK.exec(sql)) {
    depth += mark[0] === "/*" ? 1 : -1;
    if (depth === 0) return COMMENT_MARK.lastIndex;
  }
  return sql.length;
}
