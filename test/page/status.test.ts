import { statusOf } from "../../page/client/status";
import type { PageView } from "../../page/view";

const noon = new Date(2026, 10, 24, 12).getTime();

const live: PageView = {
  at: noon,
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

  it("before the first click", () => {
    expect(statusOf(counts({ total: 0, products: [] }), undefined)).toEqual({
      state: "empty",
      label: "No clicks yet",
      notice: "No clicks yet; waiting since 11:59:00.",
    });
  });

  it("while it connects, and when that takes long", () => {
    expect(statusOf(undefined, undefined)).toEqual({ state: "connecting", label: "Connecting", notice: "" });
    const waiting = { at: noon, connection: { state: "connecting", since: noon - 4_000 } } as const;
    expect(statusOf(waiting, undefined).notice).toBe(
      "Waiting for the tables since 11:59:56. A warehouse may have to start first.",
    );
  });
});
