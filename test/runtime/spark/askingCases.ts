import fc from "fast-check";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { longRun, testSeed } from "../../long";
import { expectSuccess, type SparkWorkspace } from "../../sparkWorkspace";
import { askedStatements, type Canaries } from "./askedStatements";
import { javaProperties } from "./javaProperties";
import { statementApi } from "./statementApi";

/** In parts, so that one can be tried by itself. */
const parts = Array.from({ length: longRun ? 10 : 1 }, (_, part) => part);
const statementsInPart = longRun ? 500 : 60;
const LIMIT_MS = 3_600_000;

/** What a session of questions says of itself besides: names, functions, the tables' versions. */
const ofSession = [
  "SHOW FUNCTIONS LIKE 'canary*'",
  "SHOW TABLES IN fuzz",
  "SHOW VIEWS IN fuzz",
  "SHOW SCHEMAS LIKE 'canary*'",
  "SELECT * FROM clicks",
  "DESCRIBE HISTORY clicks",
  "SHOW TBLPROPERTIES clicks",
];

/** What tells of a session's settings, those that {@link askedStatements} would change among them: names, zone, case, ANSI. */
const ofSettings = [
  "SELECT current_catalog(), current_schema(), current_timezone(), '${env:HOME}', a FROM (SELECT 1 AS A)",
  "SELECT CAST('x' AS INT)",
];

/** Every file below some folders, with size and time. */
function filesIn(folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
        const path = join(entry.parentPath, entry.name);
        const { size, mtimeMs } = statSync(path);
        return entry.isFile() ? `${path} ${size} ${mtimeMs}` : path;
      }),
    )
    .sort();
}

/** All that a statement, whatever it is, must leave as it was. */
export function askingCases(open: () => SparkWorkspace): void {
  const { execute } = statementApi(open);
  let canaries: Canaries;

  const answersTo = async (statements: readonly string[], fields: object): Promise<unknown[]> => {
    const answers = await Promise.all(statements.map((statement) => execute(statement, fields)));
    return answers.map(({ status, result }) => [status, result?.data_array]);
  };
  const session = (): Promise<unknown[]> => answersTo([...ofSettings, ...ofSession], { schema: "fuzz" });

  /** The processes that answer, and what Java knows of itself: no statement ends the one or sets the other. */
  const ofProcess = async (): Promise<unknown[]> => {
    const [python, jvm] = await open().driver.questionPids();
    return [python, jvm, await javaProperties(jvm)];
  };

  const files = (): string[] => {
    const { folder } = open();
    const temporary = readdirSync(join(folder, "spark", "questions")).filter((name) =>
      name.startsWith("canary"),
    );
    const places = [canaries.folder, join(folder, "lake", "fuzz1"), join(folder, "warehouse", "fuzz.db")];
    return [...filesIn(places), ...temporary];
  };

  describe("no statement changes a table, a file, a setting or a name, however it is put together:", () => {
    beforeAll(async () => {
      const folder = join(open().folder, "canary");
      const lake = open().container("fuzz1", "lake");
      canaries = { lake, folder };
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "id_rsa"), "PRIVATE KEY\n");
      const text = `# Databricks notebook source
spark.range(3).write.format("delta").save("file:${folder}/table")
spark.range(3).write.format("delta").save("${lake}/clicks")
spark.sql("CREATE DATABASE fuzz")
spark.sql("CREATE TABLE fuzz.clicks USING DELTA AS SELECT 7L AS id")
`;
      await open().driver.importNotebook("/Shared/fuzz", "PYTHON", Buffer.from(text).toString("base64"));
      expectSuccess(await open().driver.runNotebook("/Shared/fuzz", {}));
      // What the first question of a session sets.
      await session();
    });

    it.each(parts)(
      "part %i",
      async (part) => {
        const before = [files(), await session(), await ofProcess()];
        const settings = {
          named: await answersTo(ofSettings, { schema: "fuzz" }),
          unnamed: await answersTo(ofSettings, {}),
        };
        const outcomes = new Map<string, number>();
        await fc.assert(
          fc.asyncProperty(askedStatements(canaries), fc.boolean(), async (statement, named) => {
            const fields = named ? { schema: "fuzz" } : {};
            const { status, result } = await execute(statement, {
              ...fields,
              ...(statement.includes(":p") && { parameters: [{ name: "p", value: "1", type: "INT" }] }),
            });
            const kind = status.error?.message.startsWith("[PERMISSION_DENIED]") ? "refused" : status.state;
            outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
            expect(JSON.stringify(result ?? {})).not.toContain("PRIVATE KEY");
            expect(files()).toEqual(before[0]);
            expect(await answersTo(ofSettings, fields)).toEqual(settings[named ? "named" : "unnamed"]);
            expect(await ofProcess()).toEqual(before[2]);
          }),
          { seed: testSeed + part, numRuns: statementsInPart },
        );
        expect([files(), await session(), await ofProcess()]).toEqual(before);
        // Both kinds came up, so that this proves something.
        expect([...outcomes.keys()]).toEqual(expect.arrayContaining(["refused", "SUCCEEDED"]));
      },
      LIMIT_MS,
    );
  });
}
