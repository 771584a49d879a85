import type { ProductRow } from "../view";
import { element, make, setText } from "./dom";
import { count } from "./format";

const body = element("all", HTMLTableSectionElement);
const search = element("search", HTMLInputElement);
const found = element("found", HTMLElement);
const sorters = element("sorters", HTMLTableRowElement);

/** Rows by product and category: reused from second to second, so that nothing scrolls, flickers or is lost. */
const rows = new Map<string, HTMLTableRowElement>();
let products: readonly ProductRow[] = [];
let by = 0;
let descending = false;

/** Draws the searchable, sortable list of all products. */
export function drawProducts(newest: readonly ProductRow[]): void {
  products = newest;
  draw();
}

/** Compares numbers; what has none comes last. */
const compare = (one: number | null, other: number | null): number =>
  (one ?? Infinity) === (other ?? Infinity) ? 0 : (one ?? Infinity) - (other ?? Infinity);

function matches([product, category]: ProductRow, wanted: string): boolean {
  const [, ofCategory] = /^c(?:at(?:egory)?)?\.?\s*(\d+)$/i.exec(wanted) ?? [];
  if (ofCategory !== undefined) return String(category) === ofCategory;
  return wanted === "" || String(product ?? "none").includes(wanted.replace(/^product\s*/i, ""));
}

function draw(): void {
  const wanted = search.value.trim();
  const sorted = products
    .filter((row) => matches(row, wanted))
    .sort(
      (one, other) =>
        (descending ? -1 : 1) * compare(one[by] ?? null, other[by] ?? null) || compare(one[0], other[0]),
    );
  sorted.forEach((product, index) => {
    const row = filledRow(product);
    if (body.children[index] !== row) body.insertBefore(row, body.children[index] ?? null);
  });
  while (body.children.length > sorted.length) body.lastElementChild?.remove();
  const all = `${count(products.length)} products`;
  setText(
    found,
    wanted === "" ? all : sorted.length > 0 ? `${count(sorted.length)} of ${all}` : `None of ${all} matches`,
  );
}

function filledRow([product, category, clicks]: ProductRow): HTMLTableRowElement {
  const key = `${product}/${category}`;
  let row = rows.get(key);
  if (!row) {
    row = make("tr");
    const head = make("th", "", product === null ? "none" : String(product));
    head.scope = "row";
    row.append(head, make("td", "", category === null ? "none" : String(category)), make("td"));
    rows.set(key, row);
  }
  if (row.lastElementChild) setText(row.lastElementChild, count(clicks));
  return row;
}

function sortBy(column: number): void {
  // Most clicks are what one looks for first; numbers of products and categories one reads upwards.
  descending = column === by ? !descending : column === 2;
  by = column;
  for (const [index, head] of [...sorters.children].entries()) {
    head.ariaSort = index === by ? (descending ? "descending" : "ascending") : null;
  }
  draw();
}

search.addEventListener("input", draw);
sorters.addEventListener("click", ({ target }) => {
  if (target instanceof HTMLButtonElement) sortBy(Number(target.dataset["by"]));
});
