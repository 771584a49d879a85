/** Text of Markdown, in pieces. */
export type Inline =
  | { readonly kind: "text" | "code"; readonly text: string }
  | { readonly kind: "strong" | "emphasis"; readonly parts: readonly Inline[] }
  | { readonly kind: "link"; readonly address: string; readonly parts: readonly Inline[] };

/** A block of Markdown. */
export type MarkdownBlock =
  | { readonly kind: "heading"; readonly level: number; readonly parts: readonly Inline[] }
  | { readonly kind: "paragraph"; readonly parts: readonly Inline[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: "code"; readonly text: string }
  | {
      readonly kind: "table";
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    };

const FENCE = /^```/;
const HEADING = /^(#{1,6}) +(.*)$/;
const ITEM = /^ *(?:[-*]|(\d+)\.) +(.*)$/;
const TABLE = /^ *\|/;
const RULE = /^ *\|[ |:-]+$/;
const INLINE = /`([^`]+)`|\*\*(.+?)\*\*|\*([^*\s](?:[^*]*[^*\s])?)\*|\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)/;

/** Reads as much of Markdown as notebooks are written in. What it does not know is text; HTML is, too. */
export function parseMarkdown(text: string): MarkdownBlock[] {
  const lines = text.split("\n");
  const blocks: MarkdownBlock[] = [];
  while (lines.length > 0) {
    const [first = ""] = lines;
    const heading = HEADING.exec(first);
    if (first.trim() === "") lines.shift();
    else if (FENCE.test(first)) blocks.push(takeCode(lines));
    else if (heading) {
      lines.shift();
      blocks.push({ kind: "heading", level: heading[1]?.length ?? 1, parts: inlineOf(heading[2] ?? "") });
    } else if (ITEM.test(first)) blocks.push(takeList(lines));
    else if (TABLE.test(first) && RULE.test(lines[1] ?? "")) blocks.push(takeTable(lines));
    else blocks.push(takeParagraph(lines));
  }
  return blocks;
}

/** Takes lines from the front as long as they are wanted. */
function takeWhile(lines: string[], wanted: (line: string) => boolean): string[] {
  const end = lines.findIndex((line) => !wanted(line));
  return lines.splice(0, end < 0 ? lines.length : end);
}

function takeCode(lines: string[]): MarkdownBlock {
  lines.shift();
  const code = takeWhile(lines, (line) => !FENCE.test(line));
  lines.shift();
  return { kind: "code", text: code.join("\n") };
}

function takeList(lines: string[]): MarkdownBlock {
  const items = takeWhile(lines, (line) => ITEM.test(line)).map((line) => ITEM.exec(line));
  return {
    kind: "list",
    ordered: items[0]?.[1] !== undefined,
    items: items.map((item) => inlineOf(item?.[2] ?? "")),
  };
}

function takeTable(lines: string[]): MarkdownBlock {
  const cells = (line: string) =>
    line
      .trim()
      .replace(/^\||\|$/g, "")
      .split("|")
      .map((cell) => inlineOf(cell.trim()));
  const [head = "", , ...rows] = takeWhile(lines, (line) => TABLE.test(line));
  return { kind: "table", head: cells(head), rows: rows.map(cells) };
}

function takeParagraph(lines: string[]): MarkdownBlock {
  const [first = ""] = lines.splice(0, 1);
  const more = takeWhile(
    lines,
    (line) => line.trim() !== "" && ![FENCE, HEADING, ITEM].some((other) => other.test(line)),
  );
  return { kind: "paragraph", parts: inlineOf([first, ...more].join(" ")) };
}

function inlineOf(text: string): Inline[] {
  const found = INLINE.exec(text);
  if (!found) return text === "" ? [] : [{ kind: "text", text }];
  const [all, code, strong, emphasis, link, address] = found;
  const before = text.slice(0, found.index);
  return [
    ...(before === "" ? [] : [{ kind: "text", text: before } as const]),
    code !== undefined
      ? { kind: "code", text: code }
      : strong !== undefined
        ? { kind: "strong", parts: inlineOf(strong) }
        : emphasis !== undefined
          ? { kind: "emphasis", parts: inlineOf(emphasis) }
          : { kind: "link", address: address ?? "", parts: inlineOf(link ?? "") },
    ...inlineOf(text.slice(found.index + all.length)),
  ];
}
