/**
 * `npm run bench -- NAME [--write] [options of that benchmark]`: measures and prints; with `--write` also into
 * `docs/benchmarks.md`.
 */
import { errorText } from "./errorText";
import { failOnOutputFailure } from "./outputFailure";
import * as asking from "../bench/asking";
import * as builtin from "../bench/builtin";
import * as event from "../bench/event";
import * as freshness from "../bench/freshness";
import * as generator from "../bench/generator";
import * as growth from "../bench/growth";
import * as ingest from "../bench/ingest";
import * as livePage from "../bench/livePage";
import { present, type Result } from "../bench/page";
import * as program from "../bench/program";
import * as provisioning from "../bench/provisioning";
import * as startup from "../bench/startup";

interface Benchmark {
  measure(args: readonly string[]): Promise<Result>;
}

const benchmarks = new Map<string, Benchmark>(
  Object.entries({
    ingest,
    freshness,
    asking,
    growth,
    generator,
    builtin,
    startup,
    program,
    livePage,
    provisioning,
    event,
  }),
);

async function main(args: readonly string[]): Promise<number> {
  const [name = "", ...rest] = args;
  const benchmark = benchmarks.get(name);
  if (!benchmark) {
    const names = [...benchmarks.keys()].join(" | ");
    process.stderr.write(`Give the benchmark to run: npm run bench -- ${names} [--write]\n`);
    return 2;
  }
  const options = rest.filter((arg) => arg !== "--write");
  const command = ["npm run bench --", name, ...options].join(" ");
  await present(() => benchmark.measure(options), command, rest.includes("--write"));
  return 0;
}

failOnOutputFailure();
main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${errorText(error)}\n`);
    process.exitCode = 1;
  },
);
