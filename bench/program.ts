/**
 * How soon a maintainer knows: the program from the start of its process to its last resource, against simulated clouds
 * that are instant, and the unit tests that use mocks.
 *
 * `npm run bench -- program [--runs 5]`
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { typescriptFlags } from "../runtime/typescript";
import { median, shown } from "./figures";
import { markdownTable } from "../scripts/markdownTable";
import { progress, type Result } from "./page";

const run = promisify(execFile);
const root = join(__dirname, "..");

/** Folders of the tests that run program and components with mocks. */
export const mockedTests = ["test/components", "test/program"];

/** Seconds from the start of a process to the last resource that the program in it has registered. */
async function registered(): Promise<number> {
  const script = join(__dirname, "programRun.ts");
  const { stdout } = await run(process.execPath, [...typescriptFlags, script], { cwd: root });
  return Number(stdout) / 1000;
}

/** Seconds that the whole command takes, its own start included. */
async function tested(): Promise<number> {
  const started = performance.now();
  await run("npx", ["jest", ...mockedTests], { cwd: root });
  return (performance.now() - started) / 1000;
}

/** @param args `--runs N`. */
export async function measure(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({ args: [...args], options: { runs: { type: "string", default: "5" } } });
  const [program, tests]: [number[], number[]] = [[], []];
  for (let n = 0; n < Number(values.runs); n++) {
    program.push(await registered());
    tests.push(await tested());
    progress(`run ${n + 1} of ${values.runs}`);
  }
  const rows = [
    ["start of a process → last resource of the whole program registered", shown(median(program))],
    [`\`npx jest ${mockedTests.join(" ")}\``, shown(median(tests))],
  ];
  return {
    name: "program",
    figures: markdownTable(["", "seconds"], rows),
    versions: `median of ${values.runs}`,
  };
}
