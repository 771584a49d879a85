import { escaped } from "../../clients/escaped";
import type { StepProgress, StepProgressState } from "../steps";
import type { Severed } from "./connection";
import { element, make, setText } from "./dom";

const list = element("step-list", HTMLOListElement);
const detail = element("step-detail", HTMLElement);

/** A sign besides the colour, and the word besides the sign. */
const signs: Record<StepProgressState, string> = { created: "✓", creating: "…", failed: "✕", pending: "○" };
const words: Record<StepProgressState, string> = {
  created: "created",
  creating: "being created",
  failed: "failed",
  pending: "to come",
};

let steps: readonly StepProgress[] = [];
let open: number | undefined;
/** The steps' states are of the past: nobody says any more whether they still hold. */
let past = false;
let removed = false;

/** Marks the steps while the server does not speak: as known last, or as removed with their session. */
export function markSteps(severed: Severed | undefined): void {
  const before = [past, removed];
  past = severed !== undefined;
  removed = severed?.ended?.what === "session";
  // Drawing anew what has not changed would take the selection from whoever reads it.
  if (past !== before[0] || removed !== before[1]) drawSteps(steps);
}

const isRemoved = (state: StepProgressState): boolean => removed && state !== "pending";
const signOf = (state: StepProgressState): string => (isRemoved(state) ? "–" : signs[state]);
const wordsOf = (state: StepProgressState): string =>
  isRemoved(state) ? "removed" : past ? `${words[state]}, last heard` : words[state];

/** Draws the six steps, and what belongs to the one that is open. */
export function drawSteps(newest: readonly StepProgress[]): void {
  steps = newest;
  list.dataset["past"] = String(past);
  detail.dataset["past"] = String(past);
  for (const [index, step] of steps.entries()) {
    const button = (list.children[index] ?? list.appendChild(newStep(step.number))).firstElementChild;
    const [sign, title, state] = button?.children ?? [];
    if (!(button instanceof HTMLElement) || !sign || !title || !state) continue;
    button.dataset["state"] = step.state;
    button.ariaExpanded = String(step.number === open);
    setText(sign, signOf(step.state));
    setText(title, `${step.number} ${step.title}`);
    setText(state, wordsOf(step.state));
  }
  drawDetail();
}

function newStep(number: number): HTMLLIElement {
  const item = make("li");
  const button = make("button", "step");
  button.type = "button";
  button.setAttribute("aria-controls", detail.id);
  const sign = make("span", "sign");
  sign.ariaHidden = "true";
  button.append(sign, make("span", "title"), make("span", "state"));
  button.addEventListener("click", () => {
    open = open === number ? undefined : number;
    drawSteps(steps);
  });
  item.append(button);
  return item;
}

function drawDetail(): void {
  const step = steps.find(({ number }) => number === open);
  detail.hidden = !step;
  if (!step) return;
  const title = make("h3", "", `Step ${step.number}: ${step.title}`);
  // Why it failed is shown beside the resource that did.
  const message = step.state === "failed" ? undefined : step.message;
  const resources = make("ul", "resources");
  for (const { name, type, state, message: why } of step.resources) {
    const item = make("li");
    item.dataset["state"] = state;
    const sign = make("span", "sign", signOf(state));
    sign.ariaHidden = "true";
    item.append(
      sign,
      make("span", "name", name),
      make("span", "beside", `${shortType(type)}, ${wordsOf(state)}`),
    );
    if (why !== undefined) item.append(make("span", "why", escaped(why)));
    resources.append(item);
  }
  if (step.resources.length === 0) resources.append(make("li", "beside", "Nothing was created for it yet."));
  detail.replaceChildren(title, ...(message === undefined ? [] : [make("p", "beside", message)]), resources);
}

/** `azure-native:eventhub:EventHub` → `eventhub EventHub`; `databricks:index/job:Job` → `databricks Job`. */
function shortType(type: string): string {
  const [provider, module, kind] = type.split(":");
  return provider === "azure-native" ? `${module} ${kind}` : `${provider} ${kind ?? ""}`.trim();
}
