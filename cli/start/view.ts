import { escaped } from "../../clients/escaped";
import { colours } from "../colours";
import type { ResourceEvent } from "../../emulator/inProcess";
import type { PageView } from "../../page";
import type { ToolchainProgress } from "../../runtime/toolchain";
import { formatSeconds } from "../duration";
import { figuresLine, liveLines } from "./live";
import type { Screen } from "./screen";
import { resourceLine, treeLines } from "./tree";

/** How often a screen that cannot rewrite lines gets a line of figures, in milliseconds. */
const PLAIN_EVERY_MS = 5_000;
/** How many products a terminal shows. */
const SHOWN_PRODUCTS = 15;
/** How often running times are redrawn, in milliseconds. */
const REDRAW_MS = 200;

/** Shows what the start command does: rewritten in place on a terminal, line by line elsewhere. */
export class View {
  readonly #screen: Screen;
  readonly #steps = new Map<string, ToolchainProgress>();
  readonly #nodes = new Map<string, ResourceEvent & { readonly since: number }>();
  #redraw: NodeJS.Timeout | undefined;
  #figuresShown = 0;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** Writes a line that stays. */
  say(text: string): void {
    this.#screen.line(text);
  }

  /** Shows the progress of the set-up; a step that was done before gets no line. */
  setUp(event: ToolchainProgress): void {
    if (event.state === "skipped") return;
    this.#steps.set(event.step, event);
    if (this.#screen.live) this.#screen.update([...this.#steps.values()].map(stepLine));
    else if (event.state !== "running") this.#screen.line(stepLine(event));
  }

  /** Shows the new state of a resource. */
  resource(event: ResourceEvent): void {
    this.#nodes.set(event.urn, { ...event, since: performance.now() });
    if (this.#screen.live) {
      this.#drawTree();
      this.#redraw ??= setInterval(() => this.#drawTree(), REDRAW_MS);
    } else if (event.state !== "creating" && event.state !== "deleting") {
      this.#screen.line(resourceLine(event));
    }
  }

  /** Shows the newest figures. */
  figures(page: PageView): void {
    if (this.#screen.live) {
      this.#screen.update(liveLines(page, SHOWN_PRODUCTS, this.#screen.columns));
    } else if (Date.now() - this.#figuresShown >= PLAIN_EVERY_MS) {
      this.#figuresShown = Date.now();
      this.#screen.line(figuresLine(page));
    }
  }

  /** Leaves what is shown and starts a new live area below it. */
  settle(): void {
    clearInterval(this.#redraw);
    this.#redraw = undefined;
    this.#steps.clear();
    this.#nodes.clear();
    this.#screen.settle();
  }

  #drawTree(): void {
    const now = performance.now();
    const nodes = [...this.#nodes.values()].map((node): ResourceEvent => ({
      ...node,
      seconds:
        node.state === "creating" || node.state === "deleting" ? (now - node.since) / 1000 : node.seconds,
    }));
    this.#screen.update(treeLines(nodes));
  }
}

const stepMark: Record<ToolchainProgress["state"], string> = {
  started: colours.yellow("…"),
  running: colours.yellow("…"),
  finished: colours.green("✓"),
  skipped: colours.green("✓"),
  failed: colours.red("✗"),
};

/** One line for a step of the set-up: state, title, detail, and how long it has taken. */
function stepLine({ state, title, seconds, detail }: ToolchainProgress): string {
  const time = state === "started" ? "" : ` ${colours.dim(formatSeconds(seconds))}`;
  // The command prints the whole error when it ends.
  return `${stepMark[state]} ${title}${detail && state !== "failed" ? colours.dim(`, ${escaped(detail)}`) : ""}${time}`;
}
