import type { Report } from "../../../verify/verify";

/** A hundred clicks of the hub, all there. */
export function reportOf(more: Partial<Report> = {}): Report {
  return {
    ok: true,
    comparedWith: "hub",
    expected: 100,
    arrived: 100,
    missing: { count: 0, ranges: [] },
    twice: { count: 0, examples: [] },
    unknown: { count: 0, uncertain: 0, othersSend: false },
    rejected: 0,
    clicks: 100,
    wrongProducts: [],
    wrongCounts: [],
    delay: null,
    waited: 0,
    ...more,
  };
}
