import type { PageView, StreamState } from "../../page/view";
import { waitingFor } from "../../page/waiting";

const view = (total: number | undefined, stream?: StreamState, noTable?: true): PageView => ({
  at: 0,
  unreadable: [],
  connection: { state: total === undefined ? "connecting" : "connected", since: 0 },
  ...(total !== undefined && {
    counts: { total, products: [], perSecond: 0, grewAt: 0, orEarlier: false, ...(noTable && { noTable }) },
  }),
  ...(stream && { stream }),
});

describe("what is waited for", () => {
  it.each<[string, PageView]>([
    ["Spark to start the notebook", view(undefined, { state: "starting" })],
    ["Spark to start the notebook", view(0, { state: "starting" }, true)],
    ["the stream, which step 6 starts", view(0, { state: "paused" }, true)],
    ["Spark's first answer; it is starting the notebook", view(undefined, { state: "running" })],
    ["the notebook to create its tables", view(0, { state: "running" }, true)],
    ["the first batch: the notebook reads the hub", view(0, { state: "running" })],
    [
      "the notebook to be run again: it failed with ingest.py:12: no such hub",
      view(0, { state: "failed", error: "ingest.py:12: no such hub" }, true),
    ],
    ["the tables' first answer; a warehouse may have to start first", view(undefined)],
    ["the job to create its tables; its cluster may have to start first", view(0, undefined, true)],
    ["the first batch: the notebook reads the hub", view(0)],
  ])("is %s", (text, shown) => {
    expect(waitingFor(shown)).toBe(text);
  });

  it("is nothing once a click is counted", () => {
    expect(waitingFor(view(1))).toBeUndefined();
  });
});
