import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { StatementClient } from "../../../clients/sqlClient";
import { readOptions } from "../../../cli/start/options";
import type { View } from "../../../cli/start/view";
import { watch } from "../../../cli/start/watch";
import type { RunningServices } from "../../../emulator/runningServices";
import { TableWatch } from "../../../page";

/** A session whose tables answer as given, or fail; what the terminal said. */
function sessionOf(
  query: (sql: string) => Promise<{ rows: (string | null)[][] }>,
  args: readonly string[] = [],
  more: object = {},
) {
  const said: string[] = [];
  const client = { query: jest.fn(query) } as unknown as StatementClient;
  const view = { say: (text: string) => said.push(text), figures: jest.fn(), settle: jest.fn() };
  const stop = new AbortController();
  const tables = { client, watch: new TableWatch({ client, interval: 10 }) };
  const services = { jobErrors: async () => [], ...more } as unknown as RunningServices;
  const ended = watch(
    { options: readOptions(args), view: view as unknown as View, signal: stop.signal },
    { services, tables, hints: ["stop        Ctrl-C"] },
  );
  const end = async (): Promise<unknown> => {
    stop.abort(new Error("enough"));
    tables.watch.close();
    return ended.catch((error: unknown) => error);
  };
  return { said, view, end, ended };
}

describe("the terminal that watches the tables", () => {
  it("shows each look, and says once when the first click is counted", async () => {
    const { said, view, end } = sessionOf(async () => ({ rows: [["7", "8", "3"]] }));
    while (view.figures.mock.calls.length < 3) await sleep(5);
    await end();
    expect(view.figures.mock.lastCall?.[0]).toMatchObject({ counts: { total: 3, products: [[7, 8, 3]] } });
    expect(said[0]).toBe("stop        Ctrl-C");
    expect(said.slice(1)).toEqual([
      expect.stringMatching(/^first click counted .* after everything was created$/),
    ]);
  });

  it("says once why the tables cannot be queried, however often they are tried", async () => {
    const { said, view, end } = sessionOf(() => Promise.reject(new Error("Spark is gone")));
    while (view.figures.mock.calls.length < 3) await sleep(5);
    await end();
    expect(said.slice(1)).toEqual(["could not query the tables: Spark is gone"]);
  });

  it("says once which table cannot be read, and shows what came from outside escaped", async () => {
    const { said, view, end } = sessionOf((sql) =>
      sql.includes("clicks_rejected")
        ? Promise.reject(new Error("\u001b[2Jgone\nall clicks arrived"))
        : Promise.resolve({ rows: [["7", "8", "3"]] }),
    );
    while (view.figures.mock.calls.length < 8) await sleep(5);
    await end();
    expect(said.slice(2)).toEqual([
      "could not read the table clicks_rejected: \\u001b[2Jgone\\nall clicks arrived",
    ]);
  });

  it("ends when the time is over though the tables have stopped answering, and says that nothing could be checked", async () => {
    let answered = 0;
    const { said, end, ended } = sessionOf(
      async () => (answered++ > 2 ? new Promise<never>(() => undefined) : { rows: [["7", "8", "3"]] }),
      ["--for", "1s"],
      { generators: [{ process: { stop: async () => undefined }, ledgerFile: join(__dirname, "nowhere") }] },
    );
    await expect(ended).rejects.toThrow(/nowhere/);
    await end();
    expect(said.slice(1)).toEqual([expect.stringMatching(/^first click counted/)]);
  });

  it("ends with the reason of who ended it", async () => {
    const { end } = sessionOf(async () => ({ rows: [] }));
    expect(await end()).toEqual(new Error("enough"));
  });
});
