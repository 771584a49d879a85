import { readOptions } from "../../../cli/start/options";
import { whatNext } from "../../../cli/start/sessionInfo";
import { watch } from "../../../cli/start/watch";
import { readSettings } from "../../../program/settings";
import type { StatementClient } from "../../../clients/sqlClient";
import type { RunningServices } from "../../../emulator/runningServices";
import { TableWatch } from "../../../page";
import type { View } from "../../../cli/start/view";

/** The challenge with a step more than it has. */
jest.mock("../../../program/steps", () => {
  const { steps } = jest.requireActual<typeof import("../../../program/steps")>("../../../program/steps");
  return { steps: [...steps, { number: 7, name: "Report", adds: "a report" }], lastStep: 7 };
});

const settings: Record<string, string> = { team: "red", owner: "coach", expires: "2126-01-01" };
const silent: readonly string[] = [];

describe("with a seventh step", () => {
  it("`npm start` goes as far as that, and no further", () => {
    expect(readOptions([]).throughStep).toBe(7);
    expect(readOptions(["--through-step", "6"]).throughStep).toBe(6);
    const written: string[] = [];
    expect(() => readOptions(["--through-step", "8"], { write: (text) => written.push(text) })).toThrow();
    expect(written.join("")).toContain("Give a whole number from 1 to 7.");
  });

  it("so does a stack whose setting is left out", () => {
    const { throughStep } = readSettings({ get: (key) => settings[key] }, new Date("2026-01-01"));
    expect(throughStep).toBe(7);
  });

  it("the sixth is followed by it, and it by questions", () => {
    const next = (step: string) => whatNext(readOptions(["--through-step", step]), "data", undefined)[0];
    expect(next("6")).toBe("next step   npm start -- --through-step 7");
    expect(next("7")).toContain("npm run query");
  });

  it("the clicks are followed from it on only", async () => {
    const asked = jest.fn();
    const watching = {
      options: { ...readOptions(["--through-step", "6"]), forSeconds: 0 },
      view: { say: asked, figures: asked, settle: asked } as unknown as View,
      signal: AbortSignal.abort(),
    };
    const client = { query: asked } as unknown as StatementClient;
    const tables = { client, watch: new TableWatch({ client }) };
    const session = { services: {} as RunningServices, tables, hints: silent };
    expect(await watch(watching, session)).toBe(0);
    expect(asked).not.toHaveBeenCalled();
  });
});
