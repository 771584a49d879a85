/**
 * Control characters, line ends among them, and marks that change the direction of text. A terminal obeys the
 * first; the second make a line read otherwise than it is.
 */
const OBEYED = /[\p{Control}\p{Bidi_Control}\p{Line_Separator}\p{Paragraph_Separator}\ufeff]/gu;

const shortForms = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

const escapeOf = (character: string): string =>
  shortForms.get(character) ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Text that came from outside, on one line and with everything in it to be seen: `\u001b[2J` for an escape sequence. */
export function escaped(text: string): string {
  return text.replace(OBEYED, escapeOf);
}

/** The same of a message whose own line ends are kept, and its indents: two spaces for each tab of them. */
export function escapedLines(text: string): string {
  const indented = (line: string): string => line.replace(/^\t+/, (tabs) => "  ".repeat(tabs.length));
  return text
    .split("\n")
    .map((line) => escaped(indented(line)))
    .join("\n");
}
