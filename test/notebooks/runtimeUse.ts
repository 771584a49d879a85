import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** What can be looked up in Databricks' documentation, by the section of `runtimes.md` that has a row for it. */
export const sections = [
  "SQL functions",
  "SQL",
  "Table properties",
  "Options",
  "Formats",
  "Python and Scala",
] as const;
export type RuntimeSection = (typeof sections)[number];

/** What notebooks use of a runtime. A method is `.name`, because a text does not tell what it is called on. */
export type RuntimeUse = Readonly<Record<RuntimeSection, ReadonlySet<string>>>;

/** A notebook as a file has it, by the language of its cells without a magic. */
export interface NotebookText {
  readonly language: "python" | "sql" | "scala";
  readonly text: string;
}

/** What `names.py` prints. */
interface PythonNames {
  readonly names: readonly string[];
  readonly texts: readonly string[];
  readonly options: readonly string[];
  readonly formats: readonly string[];
}

const commentMarks = { python: "#", sql: "--", scala: "//" } as const;

/** The cells in one language. */
function cellsIn(wanted: NotebookText["language"], { language, text }: NotebookText): string[] {
  const mark = commentMarks[language];
  return text.split(new RegExp(`^${mark} COMMAND -+$`, "m")).flatMap((cell) => {
    const magic = new RegExp(`^${mark} MAGIC ?`, "gm");
    if (!magic.test(cell)) return language === wanted ? [cell] : [];
    const [, name, source = ""] = /^%(\w+)([^]*)$/.exec(cell.trim().replace(magic, "")) ?? [];
    return name === wanted ? [source.trimStart()] : [];
  });
}

const LITERAL = /(\b(?:r|x|timestamp))?'(?:[^'\\]|\\.|'')*'/gi;
/** A name before a parenthesis that is no function's: a word of SQL, or a table's. */
const NO_FUNCTION =
  /\b(?:(?:AS|EXISTS|TABLE)\s+[\w.]+|AND|AS|FROM|IN|NOT|OR|OVER|TBLPROPERTIES|VALUES)\s*\(/g;

/** What pieces of SQL use. The notebooks write SQL's words in capitals, and nothing else. */
function inSql(pieces: readonly string[]): Pick<RuntimeUse, "SQL functions" | "SQL" | "Table properties"> {
  const texts = pieces.map((piece) => piece.replace(/^\s*--.*$/gm, "").replace(/`[^`]*`/g, "quoted"));
  const literals = texts.flatMap((text) => [...text.matchAll(LITERAL)]);
  const bare = texts.map((text) => text.replace(LITERAL, "''"));
  const called = bare.flatMap((text) => [
    ...text.replace(NO_FUNCTION, ",(").matchAll(/\b([a-z_]\w*)\s*\(/gi),
  ]);
  return {
    "SQL functions": new Set(called.map(([, name = ""]) => name.toLowerCase())),
    SQL: new Set([
      ...bare.flatMap((text) => text.match(/\b[A-Z]{2,}\b/g) ?? []),
      ...literals.flatMap(([, prefix]) => (prefix === undefined ? [] : [`${prefix.toLowerCase()}'…'`])),
    ]),
    "Table properties": new Set(literals.flatMap(([literal]) => /^'(delta\.\w+)'$/.exec(literal)?.[1] ?? [])),
  };
}

function inPython(source: string): PythonNames {
  const printed = execFileSync("python3", [join(__dirname, "names.py")], { input: source, encoding: "utf8" });
  return JSON.parse(printed) as PythonNames;
}

/** The code of Scala: without comments, and of texts only what is filled into them. */
function codeOf(scala: string): string {
  return scala
    .replace(/\/\*[^]*?\*\/|^\s*\/\/.*$|^import .*$/gm, "")
    .replace(/\bs"((?:[^"$\\]|\\.|\$\{[^{}]*\}|\$\w+)*)"/g, (_, text: string) =>
      [...text.matchAll(/\$\{([^{}]*)\}/g)].map(([, code = ""]) => `(${code})`).join(" "),
    )
    .replace(/"(?:[^"\\]|\\.)*"/g, '""');
}

/** Spark has the same names in Scala as in Python. A pattern finds them; what the notebook defines is not among them. */
function inScala(source: string): PythonNames {
  const code = codeOf(source);
  const own = new Set([...code.matchAll(/\b(?:def|val) (\w+)/g)].map(([, name = ""]) => name));
  const paths = code.match(/(?<![.\w])dbutils\.\w+\.\w+|\bWindow\.\w+/g) ?? [];
  const rest = code.replace(/(?<![.\w])dbutils\.\w+\.\w+|\bWindow\.\w+/g, "_");
  const methods = [...rest.matchAll(/\.\s*([a-z]\w*)/g)].map(([, name = ""]) => `.${name}`);
  const functions = [...rest.matchAll(/(?<![.\w]|def )(?!(?:for|if|println)\b)([a-z]\w*)\s*\(/g)]
    .map(([, name = ""]) => name)
    .filter((name) => !own.has(name))
    .map((name) => (name === "display" ? name : `functions.${name}`));
  const textsGivenTo = (method: string) =>
    [...source.matchAll(new RegExp(`\\b${method}\\(s?"((?:[^"\\\\]|\\\\.)*)"`, "g"))].map(
      ([, text = ""]) => text,
    );
  return {
    names: [...paths, ...methods, ...functions],
    texts: [...textsGivenTo("sql"), ...textsGivenTo("expr")],
    options: textsGivenTo("option"),
    formats: textsGivenTo("format"),
  };
}

/** `functions.col` for `pyspark.sql.functions.col`, `Window.partitionBy` for `pyspark.sql.Window.partitionBy`. */
function withoutModule(name: string): string {
  return name.replace(/^pyspark\.(?:\w+\.)*?(?=functions\.|[A-Z])/, "");
}

/** What some notebooks use of the runtime they run on. */
export function usedBy(notebooks: readonly NotebookText[]): RuntimeUse {
  const parts = notebooks.flatMap((notebook) => {
    const python = cellsIn("python", notebook).join("\n");
    return [...(python === "" ? [] : [inPython(python)]), inScala(cellsIn("scala", notebook).join("\n"))];
  });
  return {
    ...inSql([
      ...notebooks.flatMap((notebook) => cellsIn("sql", notebook)),
      ...parts.flatMap(({ texts }) => texts),
    ]),
    Options: new Set(
      parts.flatMap(({ options }) => options.map((name) => name.replace(/^kafka\..*/, "kafka.*"))),
    ),
    Formats: new Set(parts.flatMap(({ formats }) => formats)),
    "Python and Scala": new Set(parts.flatMap(({ names }) => names.map(withoutModule))),
  };
}
