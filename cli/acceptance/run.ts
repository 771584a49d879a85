import { beliefs, type Stage } from "../../program/beliefs";
import { steps } from "../../program/steps";
import { Redactor } from "./redact";

/** One team's stack, wherever it is deployed. Each command resolves to how many resources it changed. */
export interface AcceptanceStack {
  set(settings: Readonly<Record<string, string>>): Promise<void>;
  up(): Promise<number>;
  refresh(): Promise<number>;
  destroy(): Promise<number>;
  /** Has somebody else sign in. @returns false where nobody does. */
  signInAsSecond(): Promise<boolean>;
  /** What of the team is still there after its destruction. */
  leftovers(): Promise<readonly string[]>;
}

/** How a stage went. */
export interface StageResult {
  readonly stage: Stage;
  readonly outcome: "as believed" | "otherwise" | "not looked at";
  readonly seconds: number;
  /** Redacted. */
  readonly said?: string;
}

class NotLookedAt extends Error {}

/** Goes through every stage; a failed one does not keep the stack from being destroyed. */
export async function accept(
  stack: AcceptanceStack,
  tell: (result: StageResult) => void,
): Promise<readonly StageResult[]> {
  const redactor = new Redactor();
  const results: StageResult[] = [];
  let broken = false;
  for (const [stage, work] of Object.entries(workOf(stack)) as [Stage, () => Promise<void>][]) {
    const started = performance.now();
    const done = (outcome: StageResult["outcome"], said?: string): void => {
      const seconds = Math.round((performance.now() - started) / 1000);
      const result = { stage, outcome, seconds, ...(said !== undefined && { said: redactor.redact(said) }) };
      results.push(result);
      tell(result);
    };
    const ending = stage === "destroy" || stage === "nothing left";
    if (broken && !ending) done("not looked at", "an earlier stage failed");
    else {
      await work().then(
        () => done("as believed"),
        (error: unknown) => {
          const said = error instanceof Error ? error.message : String(error);
          if (error instanceof NotLookedAt) return done("not looked at", said);
          broken = true;
          return done("otherwise", said);
        },
      );
    }
  }
  return results;
}

function workOf(stack: AcceptanceStack): Record<Stage, () => Promise<void>> {
  const unchanged = async (command: Promise<number>): Promise<void> => {
    const changed = await command;
    if (changed > 0) throw new Error(`it changed ${String(changed)} resources`);
  };
  return {
    steps: async () => {
      for (const { number } of steps) {
        await stack.set({ throughStep: String(number) });
        await stack.up();
      }
    },
    "second up": () => unchanged(stack.up()),
    refresh: () => unchanged(stack.refresh()),
    "change of the running job": async () => {
      // A tag of the job's: the run is begun again, on no more nodes than before.
      await stack.set({ owner: "acceptance" });
      if ((await stack.up()) === 0) throw new Error("it changed nothing");
      await unchanged(stack.up());
    },
    "second identity": async () => {
      if (!(await stack.signInAsSecond())) throw new NotLookedAt("nobody else signed in");
      await unchanged(stack.refresh());
      await stack.set({ owner: "acceptance-second" });
      await stack.up();
    },
    destroy: async () => void (await stack.destroy()),
    "nothing left": async () => {
      const left = await stack.leftovers();
      if (left.length > 0) throw new Error(`left: ${left.join(", ")}`);
    },
  };
}

/** The report, in Markdown: each belief with what was seen. It holds nothing that has to be kept secret. */
export function reportOf(
  results: readonly StageResult[],
  versions: Readonly<Record<string, string>>,
): string {
  const lines = beliefs.map(({ id, claim, source, stage }) => {
    const result = results.find((each) => each.stage === stage);
    return `- \`${id}\`: **${result?.outcome ?? "not looked at"}**. ${claim} (${source})`;
  });
  const told = results.map(({ stage, outcome, seconds, said }) =>
    [
      `### ${stage}: ${outcome}, ${String(seconds)} s`,
      ...(said === undefined ? [] : ["```", said, "```"]),
    ].join("\n\n"),
  );
  const made = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return ["# Acceptance", made.join(", "), ...lines, ...told].join("\n\n") + "\n";
}
