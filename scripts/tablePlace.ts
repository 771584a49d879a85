/** Where a generated table stands in a Markdown text. */
export interface TablePlace {
  /** Its name, part of the two comments that it stands between. */
  readonly place: string;
  /** What it is generated from. */
  readonly source: string;
}

/**
 * Puts a generated table between its two comments in a Markdown text.
 *
 * @throws Error where the text lacks them.
 */
export function withTable(markdown: string, { place, source }: TablePlace, table: string): string {
  const begin = `<!-- ${place}: generated from ${source} by \`npm run docs\` -->`;
  const from = markdown.indexOf(begin);
  const to = markdown.indexOf(`<!-- /${place} -->`);
  if (from < 0 || to < from)
    throw new Error(`the text has no place for the table: ${begin} … <!-- /${place} -->`);
  return `${markdown.slice(0, from + begin.length)}\n\n${table}\n\n${markdown.slice(to)}`;
}
