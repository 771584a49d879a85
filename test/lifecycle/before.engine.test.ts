import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudState } from "../../emulator";
import { editState, type StoredResource } from "./editState";
import type { Outcome } from "./outcome";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

/*
 * `states/` holds what the program of 27 November 2026, 18:29 UTC, wrote, the last one before its files moved to
 * the folders of today: a stack's state and what the emulator's clouds held. To make them again, check out the last
 * commit before a change, and there, for each of the settings below,
 *
 *   const team = await TeamStack.open({ settings });
 *   await must(team.up());
 *   await must(team.pulumi("stack", "export", "--show-secrets", "--file", "NAME.stack.json"));
 *   await writeFile("NAME.cloud.json", team.cloud.state.save());
 *
 * Of the state its resources were kept, without `sourcePosition` and `stackTrace`, which name the machine's folders;
 * each `contentBase64` was made one line, and Prettier formatted the files. Every key in them is the emulator's.
 */

withEngine();

/** Settings of each state besides the required ones. */
const made: readonly [name: string, plain: Readonly<Record<string, unknown>>][] = [
  [
    "unityCatalog",
    { members: ["2f6b5a1e-8d43-4c0a-9a57-1c2d3e4f5a6b", "group:7d1c0b9a-3e52-4f68-8b14-9a0c1d2e3f40"] },
  ],
  ["accountKey", { lakeAccess: "accountKey" }],
];

const fileOf = (name: string): string => join(__dirname, "states", `${name}.json`);

function resourcesOf(name: string): readonly StoredResource[] {
  const exported = JSON.parse(readFileSync(fileOf(`${name}.stack`), "utf8")) as {
    deployment: { resources: readonly StoredResource[] };
  };
  return exported.deployment.resources;
}

/**
 * What a change of a text does, of what only a create heeds, or of a default that is now said, and nobody loses by;
 * everything else would be a change of what was deployed.
 */
const texts = [
  "update clickstream-dashboard-dashboard",
  "update clickstream-dashboard-warehouse",
  "update clickstream-lake-account",
  "update clickstream-workspace-removal",
];
const textOf = ["serializedDashboard", "__provider", "noWait", "isLocalUserEnabled"];

/** All rights on an object become those of one principal: `grants.engine.test.ts` sees that nobody loses any. */
const ONE_PRINCIPAL = /^clickstream-catalog-(catalog|schema)-grants$/;

function changesOf({ steps }: Outcome): string[] {
  const changes = steps
    .filter(
      ({ op, name, diffs }) =>
        !texts.includes(`${op} ${name}`) || !diffs.every((diff) => textOf.includes(diff)),
    )
    .filter(({ type, name }) => !(/:Grants?$/.test(type) && ONE_PRINCIPAL.test(name)))
    .map(({ op, name, diffs }) => `${op} ${name}: ${diffs.join(", ")}`);
  return changes.sort();
}

describe("a stack that the program made before its files were moved", () => {
  let team: TeamStack;
  afterEach(() => team.close());

  it.each(made)(
    "with %s keeps every resource, takes new notebooks alone, and goes without a trace",
    async (name, plain) => {
      const state = CloudState.load(readFileSync(fileOf(`${name}.cloud`), "utf8"));
      team = await TeamStack.open({ settings: { plain }, cloud: { state } });
      await editState(team, () => resourcesOf(name));

      expect(changesOf(await must(team.preview()))).toEqual(
        ["explore.py", "explore.scala", "explore.sql", "ingest.py"].map(
          (notebook) => `update clickstream-job-${notebook}: contentBase64`,
        ),
      );
      expect((await must(team.refresh())).steps).toEqual([]);

      // The state holds code, which runs from there.
      await must(team.destroy());
      expect(team.inCloud).toEqual([]);
      expect(await team.inState()).toEqual([]);
    },
    PATIENCE,
  );
});
