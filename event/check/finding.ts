/** What is known of one question: `unknown` where it could not be asked, or the answer says nothing. */
export type Verdict = "ok" | "warn" | "fail" | "unknown";

/** One answer of a check. */
export interface Finding {
  /** Which question, e.g. `vCPUs`. */
  readonly check: string;
  /** What it was asked of, e.g. `westeurope of 1111…`; empty for the event as a whole. */
  readonly subject: string;
  readonly verdict: Verdict;
  /** What was found; where nothing was, why. */
  readonly found: string;
  /** What to do about it; undefined where there is nothing to do. */
  readonly remedy: string | undefined;
}

/** Makes findings of one question about one subject. */
export function about(check: string, subject: string) {
  const finding =
    (verdict: Verdict) =>
    (found: string, remedy?: string): Finding => {
      return { check, subject, verdict, found, remedy };
    };
  return { ok: finding("ok"), warn: finding("warn"), fail: finding("fail"), unknown: finding("unknown") };
}

/** A subscription as people tell it from another. */
export function shortId(subscription: string): string {
  return `${subscription.slice(0, 8)}…`;
}
