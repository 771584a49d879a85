import { Command, CommanderError, InvalidArgumentError } from "commander";
import { colours } from "./colours";
import { errorText } from "./errorText";
import { failOnOutputFailure } from "./outputFailure";
import { Testbed } from "../testbed/testbed";
import { formatReport } from "./verify/report";
import { JVM_OPTIONS } from "../runtime/environment";
import { playRound, type RoundOutcome } from "../faults/round";
import { describeRound, drawRound } from "../faults/schedule";

interface FaultsCommand {
  readonly seed: number;
  readonly runs: number;
  readonly lanes: number;
  readonly connect?: boolean;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Give a whole number.");
  return Number(text);
}

function readOptions(args: readonly string[]): FaultsCommand {
  return new Command("npm run faults --")
    .description(
      "Runs pipelines on this machine, injects random faults, and checks that every click arrived once.",
    )
    .option("--seed <number>", "seed of the first round; each further round adds 1", wholeNumber, 1)
    .option("--runs <number>", "number of fault schedules", wholeNumber, 4)
    .option("--lanes <number>", "schedules that run at once, on one broker and one Spark", wholeNumber, 4)
    .option("--connect", "runs the notebook over Spark Connect, as serverless compute does")
    .addHelpText(
      "after",
      "\nExit code: 0 every click arrived once in every schedule, 1 some did not, 2 the check itself failed.",
    )
    .exitOverride()
    .parse(args, { from: "user" })
    .opts<FaultsCommand>();
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function printFailure({ hub, ledger, unexplained }: RoundOutcome, lane: number): void {
  print(`pipeline ${lane + 1}, compared with the hub:\n${formatReport(hub)}`);
  print(`pipeline ${lane + 1}, compared with the ledger:\n${formatReport(ledger)}`);
  if (unexplained > 0) print(`${unexplained} events in the hub whose sender is unknown`);
}

/** Runs one round and prints its outcome. @returns how many events arrived; undefined where one did not, or the round failed. */
async function runRound(
  stack: Testbed,
  seed: number,
  lanes: number,
  connect: boolean,
): Promise<number | undefined> {
  const round = drawRound(seed, lanes);
  const started = Date.now();
  const seconds = (): string => ((Date.now() - started) / 1000).toFixed(0);
  const again = `again: npm run faults -- --seed ${seed} --runs ${lanes} --lanes ${lanes}${connect ? " --connect" : ""}`;
  let outcomes: RoundOutcome[];
  try {
    outcomes = await playRound(stack, round);
  } catch (error) {
    if (stack.interrupted) return undefined;
    print(`${colours.red("✗")} seed ${seed} could not be run to its end: ${errorText(error)}\n${again}`);
    return undefined;
  }
  const clicks = outcomes.reduce((sum, { hub }) => sum + hub.arrived, 0);
  if (outcomes.every(({ ok }) => ok)) {
    print(
      `${colours.green("✓")} seed ${seed}: ${lanes} schedules, ${clicks} events, each arrived once (${seconds()} s)`,
    );
    return clicks;
  }
  print(`${colours.red("✗")} seed ${seed}, ${seconds()} s:\n${describeRound(round)}`);
  for (const [lane, outcome] of outcomes.entries()) if (!outcome.ok) printFailure(outcome, lane);
  print(again);
  return undefined;
}

async function runAll({ seed, runs, lanes, connect = false }: FaultsCommand): Promise<boolean> {
  const stack = await Testbed.start(connect ? { connect: {} } : {});
  let failed = 0;
  let events = 0;
  try {
    await stack.importNotebook("/ingest");
    for (let done = 0; done < runs && !stack.interrupted; done += lanes) {
      const clicks = await runRound(stack, seed + done / lanes, Math.min(lanes, runs - done), connect);
      if (clicks === undefined) failed++;
      else events += clicks;
    }
  } finally {
    await stack.stop();
  }
  if (stack.interrupted) return false;
  print(`${runs} schedules from seed ${seed} on: ${events} events arrived once, ${failed} rounds failed`);
  return failed === 0;
}

async function main(): Promise<void> {
  // Spark is killed long before Java's optimizing compiler has paid for itself.
  process.env[JVM_OPTIONS] ??= "-XX:TieredStopAtLevel=1";
  try {
    process.exitCode = (await runAll(readOptions(process.argv.slice(2)))) ? 0 : 1;
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? error.exitCode : 2;
    if (!(error instanceof CommanderError)) process.stderr.write(`${errorText(error)}\n`);
  }
}

failOnOutputFailure();
void main();
