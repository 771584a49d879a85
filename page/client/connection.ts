import type { PageEnd } from "../view";

/** What is called with what the server sends, by the name of the event. */
export type Heard<Events> = { readonly [Event in keyof Events]: (data: Events[Event]) => void };

/** The connection to the server is lost. */
export interface Severed {
  /** When it was last heard, milliseconds since the epoch. */
  readonly since: number;
  /** It answers, but refuses this page's key: it was started again. */
  readonly refused: boolean;
  /** It said before that it ends. */
  readonly ended?: PageEnd;
}

/** After this long without an event the server is gone: it sends one at least every ten seconds. */
const SILENCE = 25_000;

/** Wait before trying again, in milliseconds. */
const AGAIN = 1_000;

/**
 * Listens to the server for as long as the page is visible, and connects again whenever that breaks. A hidden
 * page listens to nothing, so that it costs neither a connection nor a warehouse.
 *
 * @param severed called with undefined when the connection is back.
 */
export function listen<Events extends object>(
  heard: Heard<Events>,
  severed: (from: Severed | undefined) => void,
): void {
  let source: EventSource | undefined;
  let lastHeard = Date.now();
  let openedAt = lastHeard;
  let ended: PageEnd | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const close = (): void => {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  };
  const lose = (): void => {
    close();
    const since = lastHeard;
    // An event source does not tell why it ended.
    void isRefused().then((refused) => {
      if (lastHeard === since) severed({ since, refused, ...(ended && { ended }) });
    });
    retry = setTimeout(open, AGAIN);
  };
  function open(): void {
    close();
    const opened = new EventSource("events");
    source = opened;
    openedAt = Date.now();
    const on = <T>(event: string, tell: (data: T) => void): void =>
      opened.addEventListener(event, ({ data }: MessageEvent<string>) => {
        lastHeard = Date.now();
        ended = undefined;
        severed(undefined);
        tell(JSON.parse(data) as T);
      });
    for (const event of Object.keys(heard) as (keyof Events & string)[]) on(event, heard[event]);
    on<PageEnd>("ended", (said) => {
      ended = said;
      severed({ since: lastHeard, refused: false, ended });
    });
    // The browser's own retries differ from browser to browser, and stop altogether after some errors.
    opened.addEventListener("error", lose);
  }

  setInterval(() => {
    if (source && Date.now() - Math.max(lastHeard, openedAt) > SILENCE) lose();
  }, AGAIN);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") open();
    else close();
  });
  open();
}

async function isRefused(): Promise<boolean> {
  const answer = await fetch("about", { signal: AbortSignal.timeout(AGAIN) }).catch(() => undefined);
  return answer?.status === 401;
}
