import { make, setText } from "./dom";
import { count } from "./format";

/** One bar: its label and its length. */
export interface Bar {
  readonly label: string;
  readonly value: number;
}

/**
 * Draws bars into a list, reusing its rows from one second to the next. Lengths start at zero, so that they can
 * be compared; every bar carries its number as text.
 */
export function drawBars(list: HTMLElement, bars: readonly Bar[]): void {
  const longest = bars.reduce((most, { value }) => Math.max(most, value), 0);
  while (list.children.length > bars.length) list.lastElementChild?.remove();
  bars.forEach(({ label, value }, index) => {
    const row = list.children[index] ?? list.appendChild(newRow());
    const [name, track, number] = row.children;
    if (!name || !track || !number) return;
    setText(name, label);
    setText(number, count(value));
    const share = longest > 0 ? Math.max(0, value / longest) : 0;
    (track.firstElementChild as HTMLElement).style.inlineSize = `${(share * 100).toFixed(2)}%`;
  });
}

function newRow(): HTMLLIElement {
  const row = make("li");
  const track = make("span", "track");
  track.ariaHidden = "true";
  track.append(make("span", "bar"));
  row.append(make("span", "label"), track, make("span", "value"));
  return row;
}
