import fc from "fast-check";
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { longRun, testSeed } from "../../long";
import { expectSuccess, type SparkWorkspace } from "../../sparkWorkspace";
import { askedStatements } from "./askedStatements";
import { statementApi } from "./statementApi";

const runs = longRun ? 5_000 : 60;
const HOURS_MS = 4 * 3_600_000;

/** All that a statement, whatever it is, must leave as it was. */
export function askingCases(open: () => SparkWorkspace): void {
  const { execute } = statementApi(open);

  /** Every file below some folders, with size and time. */
  const filesIn = (...folders: string[]): string[] =>
    folders
      .flatMap((folder) =>
        readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
          const path = join(entry.parentPath, entry.name);
          const { size, mtimeMs } = statSync(path);
          return entry.isFile() ? `${path} ${size} ${mtimeMs}` : path;
        }),
      )
      .sort();

  /** What a session of questions says of itself: settings, names, functions. */
  const session = async (): Promise<unknown[]> => {
    const asked = [
      "SELECT current_catalog(), current_schema(), current_timezone(), '${env:HOME}', '${system:canary}'",
      "SHOW FUNCTIONS LIKE 'canary*'",
      "SHOW TABLES IN fuzz",
      "SHOW VIEWS IN fuzz",
      "SHOW SCHEMAS LIKE 'canary*'",
      "SELECT * FROM clicks",
      "DESCRIBE HISTORY clicks",
      "SHOW TBLPROPERTIES clicks",
    ];
    const answers = await Promise.all(asked.map((statement) => execute(statement, { schema: "fuzz" })));
    return answers.map(({ status, result }) => [status, result?.data_array]);
  };

  it(
    "no statement changes a table, a file, a setting or a name, however it is put together",
    async () => {
      const folder = join(open().folder, "canary");
      const lake = open().container("fuzz1", "lake");
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
      const places = [
        folder,
        join(open().folder, "lake", "fuzz1"),
        join(open().folder, "warehouse", "fuzz.db"),
      ];
      const temporary = join(open().folder, "spark", "tmp");
      const canaries = (): string[] => readdirSync(temporary).filter((name) => name.startsWith("canary"));
      const [files, settings] = [filesIn(...places), await session()];
      const outcomes = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(askedStatements({ lake, folder }), fc.boolean(), async (statement, named) => {
          const { status, result } = await execute(statement, {
            ...(named && { schema: "fuzz" }),
            ...(statement.includes(":p") && { parameters: [{ name: "p", value: "1", type: "INT" }] }),
          });
          const kind = status.error?.message.startsWith("[PERMISSION_DENIED]") ? "refused" : status.state;
          outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
          expect(JSON.stringify(result ?? {})).not.toContain("PRIVATE KEY");
          expect([filesIn(...places), canaries()]).toEqual([files, []]);
        }),
        { seed: testSeed, numRuns: runs },
      );
      expect(await session()).toEqual(settings);
      expect(existsSync(join(folder, "id_rsa"))).toBe(true);
      // Both kinds came up, so that this proves something.
      expect([...outcomes.keys()]).toEqual(expect.arrayContaining(["refused", "SUCCEEDED"]));
    },
    HOURS_MS,
  );
}
