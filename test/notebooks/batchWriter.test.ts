import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const notebook = join(__dirname, "..", "..", "notebooks", "ingest.py");

/**
 * Prints, for each top-level name that the batches need, the names among `spark` and `dbutils` that it reads. Cloudpickle
 * takes along what a function names, and what that names: over Spark Connect neither of the two can be taken.
 */
const PROGRAM = `
import ast, dis, json, sys

tree = ast.parse(sys.stdin.read())
defined = {node.name: node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}

def globals_of(code):
    own = {step.argval for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    return own.union(*[globals_of(part) for part in code.co_consts if hasattr(part, "co_consts")])

needed, found = ["BatchWriter"], {}
for name in needed:
    module = compile(ast.Module([defined[name]], []), "notebook", "exec")
    names = globals_of(module)
    found[name] = sorted(names & {"spark", "dbutils"})
    needed += [other for other in sorted(names) if other in defined and other not in needed]
print(json.dumps(found))
`;

const namesOf = (source: string): Record<string, string[]> =>
  JSON.parse(spawnSync("python3", ["-c", PROGRAM], { input: source, encoding: "utf8" }).stdout) as Record<
    string,
    string[]
  >;

describe("what runs in a batch", () => {
  const source = readFileSync(notebook, "utf8");

  it("names neither the notebook's spark nor its dbutils", () => {
    const names = namesOf(source);
    expect(Object.keys(names)).toEqual(
      expect.arrayContaining(["BatchWriter", "metrics", "table", "appended"]),
    );
    expect(Object.entries(names).filter(([, taken]) => taken.length > 0)).toEqual([]);
  });

  it("is looked through with all that it calls", () => {
    const changed = source.replace("def table(name):", "def table(name):\n    spark.version");
    expect(namesOf(changed)["table"]).toEqual(["spark"]);
  });
});
