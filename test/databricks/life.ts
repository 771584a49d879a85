import type { Outcome } from "../lifecycle/outcome";
import { must, required, type TeamStack } from "../lifecycle/stack";

/** What decides of what a stack is made. */
export interface Shape {
  readonly lakeAccess: "unityCatalog" | "accountKey";
  readonly compute: "jobCluster" | "serverless";
  readonly dashboard: boolean;
}

/** Every shape but those that the settings refuse. */
export const shapes: readonly Shape[] = [
  { lakeAccess: "unityCatalog", compute: "jobCluster", dashboard: true },
  { lakeAccess: "unityCatalog", compute: "jobCluster", dashboard: false },
  { lakeAccess: "unityCatalog", compute: "serverless", dashboard: true },
  { lakeAccess: "unityCatalog", compute: "serverless", dashboard: false },
  { lakeAccess: "accountKey", compute: "jobCluster", dashboard: false },
];

/** Settings that are changed at once, with other values than a stack has that is told its shape alone. */
export type SettingChange = Readonly<Record<string, unknown>>;

/** Settings that a standing stack cannot change, and which test sees it refused. */
export const fixedSettings: Readonly<Record<string, string>> = {
  team: "test/lifecycle/moved.engine.test.ts",
  location: "test/lifecycle/moved.engine.test.ts",
  partitions: "test/lifecycle/settings.engine.test.ts",
};

const everywhere: readonly SettingChange[] = [
  { owner: "other@contoso.com" },
  { event: "contoso-2027" },
  { expires: "2099-12-30" },
  { throughStep: 5 },
  { throughStep: 3 },
  { throughputUnits: 2 },
  { maxThroughputUnits: 4 },
  { retentionHours: 48 },
  { generatorImage: "contoso.azurecr.io/clicks:2" },
  // Each of the others means something to the builtin generator alone.
  { generator: "builtin", clicksPattern: "shop" },
  { generator: "builtin", nodeImage: "mcr.microsoft.com/azurelinux/base/nodejs:22" },
  // Refused one without the other.
  { budgetPerMonth: 25, budgetContacts: ["coach@contoso.com"] },
  { clicksPerSecond: 1 },
  // Refused one without the other; the server matters to nobody else.
  { registryServer: "contoso.azurecr.io", registryUser: "puller", registryPassword: "hush-hush" },
  { members: ["11111111-2222-3333-4444-555555555555"] },
];
const onCluster: readonly SettingChange[] = [
  { sparkVersion: "18.x-scala2.13" },
  { nodeType: "Standard_D8ds_v5" },
  { workers: 2 },
];

/** @returns the changes that mean something to a stack of this shape. */
export function changesOf({ lakeAccess, compute, dashboard }: Shape): readonly SettingChange[] {
  return [
    ...everywhere,
    ...(compute === "jobCluster" ? onCluster : []),
    ...(lakeAccess === "unityCatalog"
      ? [
          { coaches: "hackathon coaches" },
          { compute: compute === "jobCluster" ? "serverless" : "jobCluster" },
          { dashboard: !dashboard },
        ]
      : []),
    ...(compute === "jobCluster"
      ? [{ lakeAccess: lakeAccess === "accountKey" ? "unityCatalog" : "accountKey" }]
      : []),
  ];
}

/** The provider also names variables of a new cluster, which the program does not declare; the emulator does not know them. */
const declared = (path: string): boolean => !path.endsWith(".sparkEnvVars");

/** What each command of a life did: `update job-job`, `replace catalog-catalog storageRoot`. */
export type Life = Readonly<Record<string, readonly string[]>>;

/**
 * @returns the steps of a command, components left out, sorted. What an update changes is not in it: the provider lists
 *   maps there that are empty on one side and missing on the other.
 */
function stepsOf({ steps }: Outcome): string[] {
  return steps
    .filter(({ type }) => !type.startsWith("clickstream:"))
    .map(({ op, name, diffs }) =>
      [
        op,
        name.replace(/^clickstream-/, ""),
        ...(op.startsWith("replace") ? diffs.filter(declared) : []),
      ].join(" "),
    )
    .sort();
}

/**
 * A stack's whole life: it is created step by step, must stay as it is, has settings changed and changed back, and is
 * destroyed.
 *
 * @param steps the values that `throughStep` takes on the way to the whole stack.
 * @throws where a command fails.
 */
export async function live(
  team: TeamStack,
  shape: Shape,
  changes: readonly SettingChange[],
  steps: readonly number[] = [6],
): Promise<Life> {
  const life: Record<string, readonly string[]> = {};
  const note = async (stage: string, command: Promise<Outcome>): Promise<void> => {
    life[stage] = stepsOf(await must(command));
  };
  for (const throughStep of steps) {
    await team.set({ ...shape, throughStep });
    await note(`up through ${throughStep}`, team.up());
  }
  const settled: Readonly<Record<string, unknown>> = { ...required, ...shape, throughStep: 6 };
  await note("second up", team.up());
  await note("refresh", team.refresh());
  await note("second refresh", team.refresh());
  await note("up --refresh", team.up({ refresh: true }));
  for (const change of changes) {
    const called = Object.entries(change)
      .map(([setting, value]) => `${setting} ${String(value)}`)
      .join(", ");
    await team.set(change);
    await note(called, team.up());
    await note(`${called}, second up`, team.up());
    await team.set(Object.fromEntries(Object.keys(change).map((setting) => [setting, settled[setting]])));
    await note(`${called}, and back`, team.up());
  }
  await note("up at last", team.up());
  await note("destroy", team.destroy());
  return life;
}
