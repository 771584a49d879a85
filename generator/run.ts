import { setTimeout as sleep } from "node:timers/promises";
import { Clicks, nowInTicks } from "./clicks";
import { Hub, LANES } from "./hub";
import { InFlight } from "./inFlight";
import { LedgerWriter, type LedgerRange } from "./ledger";
import { ActivityClock, Pace } from "./pace";
import { uniform, type Visits } from "./pattern";
import type { GeneratorSettings } from "./settings";
import { Shop } from "./shop";
import { GeneratorStatus } from "./status";

/** Large enough to fill the connection, small enough to be on its way soon. */
const LARGEST_BATCH = 2_000;
/**
 * Between two batches, when there is nothing to hurry for: so that 1 000 clicks a second are not 1 000 requests. What
 * a request costs broker and generator is then small beside what a stream costs that reads the clicks.
 */
const LEAST_PAUSE_MS = 50;
/** When it is to end and the hub does not answer, it is left at that after this time. */
const FLUSH_LIMIT_MS = 10_000;

/**
 * Sends clicks until it is told to stop; then what is on its way is waited for.
 *
 * @throws RefusedError; an error when, at its end, the hub does not answer
 */
export async function run(settings: GeneratorSettings, stop: AbortSignal): Promise<void> {
  const status = new GeneratorStatus();
  const ledger = settings.ledgerFile === undefined ? undefined : new LedgerWriter(settings.ledgerFile);
  const visits = settings.pattern === "shop" ? new Shop(Date.now) : uniform;
  const clicks = new Clicks(settings.seed, nowInTicks(), visits);
  status.started(settings);
  try {
    const hub = await orStopped(
      Hub.connect(settings, (problem) => status.trouble(problem)),
      stop,
    );
    if (hub === undefined) return;
    status.connected();
    await sendClicks(hub, { clicks, visits, perSecond: settings.clicksPerSecond }, ledger, status, stop);
    hub.close();
  } finally {
    ledger?.close();
    status.ended();
  }
}

/** What is to be sent, and how fast. */
interface ClickStream {
  readonly clicks: Clicks;
  readonly visits: Visits;
  readonly perSecond: number;
}

async function sendClicks(
  hub: Hub,
  { clicks, visits, perSecond }: ClickStream,
  ledger: LedgerWriter | undefined,
  status: GeneratorStatus,
  stop: AbortSignal,
): Promise<void> {
  const clock = new ActivityClock(() => visits.activity(), performance.now());
  const now = (): number => clock.elapsed(performance.now());
  const pace = new Pace(perSecond, now());
  const ready: ClickEvent[] = [];
  const inFlight = new InFlight(LANES);
  const send = async (batch: number, events: readonly ClickEvent[]): Promise<void> => {
    const offsets = await inTime(hub.send(events.map(({ value }) => value)), stop);
    ledger?.acknowledged(batch, offsets);
    status.sent(events.length);
  };
  for (let batch = 1; !stop.aborted;) {
    const count = pace.take(LARGEST_BATCH, now());
    if (count === 0) {
      const pause = Math.max(LEAST_PAUSE_MS, pace.wait(now()));
      await sleep(pause, undefined, { signal: stop }).catch(() => undefined);
      inFlight.check();
      continue;
    }
    fill(ready, count, clicks);
    const events = ready.splice(0, count);
    ledger?.sending(batch, productsOf(events));
    inFlight.add(send(batch++, events));
    // While the hub is at work, so that it need not wait for the next ones.
    fill(ready, count, clicks);
    await inFlight.room();
  }
  await inFlight.landed();
}

/** A click, ready to be sent. */
interface ClickEvent {
  readonly productid: number;
  readonly value: Buffer;
}

function fill(ready: ClickEvent[], count: number, clicks: Clicks): void {
  while (ready.length < count) {
    const { productid, json } = clicks.next();
    // All of it is ASCII, and this is the fastest encoding of that.
    ready.push({ productid, value: Buffer.from(json, "latin1") });
  }
}

function productsOf(events: readonly ClickEvent[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { productid } of events) counts.set(productid, (counts.get(productid) ?? 0) + 1);
  return counts;
}

/** Undefined when it is to stop before there is an answer. */
function orStopped<T>(answer: Promise<T>, stop: AbortSignal): Promise<T | undefined> {
  return Promise.race([
    answer,
    new Promise<undefined>((resolve) => {
      if (stop.aborted) resolve(undefined);
      else stop.addEventListener("abort", () => resolve(undefined), { once: true });
    }),
  ]);
}

/** The answer, for which is waited a limited time once it is to stop. */
async function inTime(answer: Promise<LedgerRange[]>, stop: AbortSignal): Promise<LedgerRange[]> {
  let timer: NodeJS.Timeout | undefined;
  let onStop: () => void = () => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    onStop = () => {
      timer = setTimeout(
        () => reject(new Error("The hub did not acknowledge the last clicks.")),
        FLUSH_LIMIT_MS,
      );
    };
    if (stop.aborted) onStop();
    else stop.addEventListener("abort", onStop, { once: true });
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener("abort", onStop);
  }
}
