import { statusOf } from "../../page/client/status";
import type { PageView } from "../../page/view";

const noon = new Date(2026, 10, 24, 12).getTime();

const live: PageView = {
  at: noon,
  unreadable: [],
  connection: { state: "connected", since: noon - 60_000 },
  counts: { total: 5, products: [[1, 2, 5]], perSecond: 1, grewAt: noon - 1_000, orEarlier: false },
};
const counts = (change: object): PageView => ({
  ...live,
  counts: { ...live.counts, ...change } as PageView["counts"] & object,
});

describe("what the page says of itself", () => {
  it("while clicks flow", () => {
    expect(statusOf(live, undefined)).toEqual({ state: "live", label: "Live", notice: "" });
  });

  it("when its own server is gone, since when it was last heard", () => {
    const { state, label, notice } = statusOf(live, { since: noon - 5_000, refused: false });
    expect([state, label]).toEqual(["lost", "Connection lost"]);
    expect(notice).toContain("server has not answered since 11:59:55");
  });

  it("when its own server was started again and takes another key", () => {
    const { state, notice } = statusOf(live, { since: noon - 5_000, refused: true });
    expect(state).toBe("lost");
    expect(notice).toBe(
      "This page's server has been restarted since 11:59:55 and has a new address. Open the address that the command printed; this page then goes on.",
    );
  });

  it("when the session, or this page alone, was ended: when, and whether anything goes on", () => {
    const ended = { at: noon - 5_000, what: "session" } as const;
    expect(statusOf(live, { since: noon, refused: false, ended })).toEqual({
      state: "ended",
      label: "Ended",
      notice:
        "The session was ended at 11:59:55, and what it created is being removed. The figures are from then.",
    });
    const page = { ...ended, what: "page" } as const;
    expect(statusOf(live, { since: noon, refused: false, ended: page }).notice).toBe(
      "This page's server was ended at 11:59:55. The challenge goes on; the figures are from then.",
    );
    expect(statusOf(live, { since: noon, refused: true, ended })).toEqual({
      state: "ended",
      label: "Ended",
      notice:
        "This page's server has been restarted since 11:59:55 and has a new address. Open the address that the command printed; this page then goes on.",
    });
  });

  it("when the tables are gone: why, and since when", () => {
    const connection = { state: "lost", since: noon - 90_000, message: "connect ECONNREFUSED" } as const;
    const { state, notice } = statusOf({ ...live, connection }, undefined);
    expect(state).toBe("lost");
    expect(notice).toBe("The tables have not answered since 11:58:30: connect ECONNREFUSED. Retrying.");
  });

  it("when the stream stopped", () => {
    expect(statusOf(counts({ grewAt: noon - 20_000 }), undefined)).toEqual({
      state: "quiet",
      label: "Stopped",
      notice: "No new clicks since 11:59:40.",
    });
    const earlier = statusOf(counts({ grewAt: noon - 600_000, orEarlier: true }), undefined);
    expect(earlier.notice).toBe("No new clicks since 11:50:00 or earlier.");
  });

  it("when a table cannot be read while clicks flow, or have stopped", () => {
    const unreadable = [{ table: "clicks_rejected", message: "\u202egone\nfor good" }];
    expect(statusOf({ ...live, unreadable }, undefined)).toEqual({
      state: "live",
      label: "Live",
      notice: "The table clicks_rejected cannot be read: \\u202egone\\nfor good",
    });
    expect(statusOf({ ...counts({ grewAt: noon - 20_000 }), unreadable }, undefined).notice).toBe(
      "No new clicks since 11:59:40. The table clicks_rejected cannot be read: \\u202egone\\nfor good",
    );
  });

  it("before the first click: what is waited for, and since when", () => {
    expect(statusOf(counts({ total: 0, products: [] }), undefined)).toEqual({
      state: "empty",
      label: "No clicks yet",
      notice: "Waiting since 11:59:00 for the first batch: the notebook reads the hub.",
    });
  });

  it("while it connects", () => {
    expect(statusOf(undefined, undefined)).toEqual({ state: "connecting", label: "Connecting", notice: "" });
    const connection = { state: "connecting", since: noon - 4_000 } as const;
    const waiting: PageView = { at: noon, unreadable: [], connection, stream: { state: "running" } };
    expect(statusOf(waiting, undefined)).toEqual({
      state: "connecting",
      label: "Starting",
      notice: "Waiting since 11:59:56 for Spark's first answer; it is starting the notebook.",
    });
    // The first answer takes its time: that is no loss, as it would be later.
    const late = { state: "lost", since: noon - 9_000, message: "no answer", waiting: true } as const;
    expect(statusOf({ ...waiting, connection: late }, undefined)).toMatchObject({ label: "Starting" });
    expect(statusOf({ ...live, connection: late }, undefined)).toMatchObject({ state: "lost" });
  });
});
