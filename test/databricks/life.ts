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

/** A setting that touches what lies in the workspace, and another value for it. */
export type SettingChange = readonly [setting: string, value: unknown];

const everywhere: readonly SettingChange[] = [
  ["owner", "other@contoso.com"],
  ["expires", "2099-12-30"],
  ["throughStep", 5],
  ["throughStep", 3],
];
const onCluster: readonly SettingChange[] = [
  ["sparkVersion", "18.x-scala2.13"],
  ["nodeType", "Standard_D8ds_v5"],
  ["workers", 2],
];

/** @returns the changes that mean something to a stack of this shape. */
export function changesOf({ lakeAccess, compute, dashboard }: Shape): readonly SettingChange[] {
  return [
    ...everywhere,
    ...(compute === "jobCluster" ? onCluster : []),
    ...(lakeAccess === "unityCatalog"
      ? ([
          ["compute", compute === "jobCluster" ? "serverless" : "jobCluster"],
          ["dashboard", !dashboard],
        ] as const)
      : []),
    ...(compute === "jobCluster"
      ? [["lakeAccess", lakeAccess === "accountKey" ? "unityCatalog" : "accountKey"] as const]
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
  const settled = { ...required, ...shape, throughStep: 6 };
  await note("second up", team.up());
  await note("refresh", team.refresh());
  await note("second refresh", team.refresh());
  await note("up --refresh", team.up({ refresh: true }));
  for (const [setting, value] of changes) {
    const change = `${setting} ${String(value)}`;
    await team.set({ [setting]: value });
    await note(change, team.up());
    await note(`${change}, second up`, team.up());
    await team.set({ [setting]: settled[setting as keyof typeof settled] });
    await note(`${change}, and back`, team.up());
  }
  await note("up at last", team.up());
  await note("destroy", team.destroy());
  return life;
}
