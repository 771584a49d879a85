import { escaped } from "../../clients/escaped";
import { make } from "./dom";
import { parseMarkdown, type Inline, type MarkdownBlock } from "./markdown";

/** Markdown as elements of a page. Its headings begin below the page's own. */
export function drawMarkdown(text: string): HTMLElement[] {
  return parseMarkdown(text).map(blockOf);
}

function blockOf(block: MarkdownBlock): HTMLElement {
  switch (block.kind) {
    case "heading":
      return filled(make(`h${Math.min(6, block.level + 1) as 2 | 3 | 4 | 5 | 6}`), block.parts);
    case "paragraph":
      return filled(make("p"), block.parts);
    case "code":
      return make("pre", "", block.text);
    case "list": {
      const list = make(block.ordered ? "ol" : "ul");
      list.append(...block.items.map((item) => filled(make("li"), item)));
      return list;
    }
    case "table":
      return tableOf(block);
  }
}

function tableOf({ head, rows }: Extract<MarkdownBlock, { readonly kind: "table" }>): HTMLElement {
  const line = (cells: readonly (readonly Inline[])[], tag: "th" | "td"): HTMLElement => {
    const row = make("tr");
    row.append(...cells.map((cell) => filled(make(tag), cell)));
    return row;
  };
  const [table, headers, body] = [make("table"), make("thead"), make("tbody")];
  headers.append(line(head, "th"));
  body.append(...rows.map((row) => line(row, "td")));
  table.append(headers, body);
  return table;
}

function filled<T extends HTMLElement>(target: T, parts: readonly Inline[]): T {
  target.append(...parts.map(inlineNode));
  return target;
}

function inlineNode(part: Inline): Node {
  switch (part.kind) {
    case "text":
      return document.createTextNode(escaped(part.text));
    case "code":
      return make("code", "", escaped(part.text));
    case "strong":
      return filled(make("strong"), part.parts);
    case "emphasis":
      return filled(make("em"), part.parts);
    case "link": {
      const link = filled(make("a"), part.parts);
      link.href = part.address;
      link.rel = "noreferrer";
      return link;
    }
  }
}
