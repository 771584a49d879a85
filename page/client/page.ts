import type { StepProgress } from "../steps";
import type { About, PageView, RatePoint } from "../view";
import { prepareAsk } from "./ask";
import { listen, type Severed } from "./connection";
import { element } from "./dom";
import { drawFigures } from "./figures";
import { drawProducts } from "./productTable";
import { RateChart } from "./rateChart";
import { drawStatus } from "./statusLine";
import { drawSteps, markSteps } from "./steps";

const chart = new RateChart();
let team = "";
let newest: PageView | undefined;
let severed: Severed | undefined;

const status = (): void => drawStatus(newest, severed, team);

listen<{ view: PageView; history: readonly RatePoint[]; steps: readonly StepProgress[] }>(
  {
    view: (view) => {
      newest = view;
      document.body.dataset["counted"] = String((view.counts?.total ?? 0) > 0);
      drawFigures(view);
      if (view.counts) drawProducts(view.counts.products);
      chart.add(view);
      status();
    },
    history: (points) => chart.begin(points),
    steps: drawSteps,
  },
  (from) => {
    severed = from;
    markSteps(from);
    status();
  },
);

/** What never changes; asked for again until the server answers. */
async function introduce(): Promise<void> {
  try {
    const about = (await (await fetch("about")).json()) as About;
    team = about.team;
    element("team", HTMLElement).textContent = team;
    element("tables", HTMLElement).textContent = `Tables in ${about.tables}`;
    prepareAsk(about);
    status();
  } catch {
    setTimeout(() => void introduce(), 1000);
  }
}
void introduce();
dispatchEvent(new Event("clickstream-started"));
