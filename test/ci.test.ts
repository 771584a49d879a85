import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const read = (path: string) => readFileSync(join(__dirname, "..", path), "utf8");

/** For what the job does before: the checkout, and Node, Python, Java and Go. */
const SETUP_MINUTES = 5;

it("the job of .ci/run goes on for as long as its checks may take together, so that one that hangs is named", () => {
  const limits = [...read(".ci/run").matchAll(/^\s*(?:check|run) (\d+) "/gm)].map(([, limit]) =>
    Number(limit),
  );
  expect(limits.length).toBeGreaterThanOrEqual(8);
  const minutes = limits.reduce((sum, limit) => sum + limit, 0) / 60;
  const { jobs } = parse(read(".github/workflows/ci.yml")) as {
    readonly jobs: Readonly<Record<string, { readonly "timeout-minutes": number }>>;
  };
  expect(jobs["check"]?.["timeout-minutes"]).toBeGreaterThanOrEqual(minutes + SETUP_MINUTES);
});
