/**
 * An element that the page's HTML must have.
 *
 * @throws Error where it has none of that id and kind.
 */
export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`index.html has no ${kind.name} “${id}”`);
  return found;
}

/** A new element with text, which is never read as HTML. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = "",
  text = "",
): HTMLElementTagNameMap[K] {
  const created = document.createElement(tag);
  if (className) created.className = className;
  if (text) created.textContent = text;
  return created;
}

/** Touches the page only where the text differs: what does not change does not flicker, nor is it read out. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
