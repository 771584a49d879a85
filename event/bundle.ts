import { build, type Plugin } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const repository = dirname(__dirname);

/** A bundle lies elsewhere: its modules keep the folders that they were written in. */
const ownFolders: Plugin = {
  name: "own folders",
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (path.includes("node_modules")) return undefined;
      const text = await readFile(path, "utf8");
      return { loader: "ts", contents: text.replaceAll("__dirname", JSON.stringify(dirname(path))) };
    });
  },
};

/** A bundle, and when what it was built from was last changed, by path. */
interface Built {
  readonly file: string;
  readonly sources: Readonly<Record<string, number>>;
}

/**
 * Builds the processes of an event, program and Pulumi's SDK included, as one file: loaded from its sources each would
 * take 1.3 s of a processor and 180 MB, from the file 0.4 s and 116 MB. One file for all of them, because a dynamic
 * resource's code is known by its text, which differs between two bundles.
 *
 * @param folder where the file is kept until a source changes. @default `.local/event/.processes`
 * @returns the file.
 */
export async function buildProcesses(
  folder = join(repository, ".local", "event", ".processes"),
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const kept = join(folder, "built.json");
  const before = await readFile(kept, "utf8").then(
    (text) => JSON.parse(text) as Built,
    () => undefined,
  );
  if (before !== undefined && (await isCurrent(before))) return before.file;
  const built = await buildIn(folder);
  await moveInto(kept, JSON.stringify(built));
  return built.file;
}

async function buildIn(folder: string): Promise<Built> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(__dirname, "process.ts")],
    absWorkingDir: repository,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    // Loaded where they are needed: Azure's SDK by the removal's serialised code, the compiler by what serialises it,
    // what builds the generator by a rehearsal that runs one.
    external: ["@azure/*", "typescript", "ts-node", "esbuild"],
    plugins: [ownFolders],
    metafile: true,
    logLevel: "error",
    write: false,
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  const file = join(folder, `${createHash("sha256").update(code).digest("hex").slice(0, 16)}.cjs`);
  await moveInto(file, code);
  // What is installed changes with the list of it alone.
  const own = Object.keys(metafile.inputs).filter((path) => !path.includes("node_modules"));
  const sources = [...own, "package-lock.json"].map((path) => join(repository, path));
  const changed = await Promise.all(sources.map(async (path) => [path, (await stat(path)).mtimeMs] as const));
  return { file, sources: Object.fromEntries(changed) };
}

async function isCurrent({ file, sources }: Built): Promise<boolean> {
  const looked = await Promise.all(
    [...Object.entries(sources), [file, undefined] as const].map(async ([path, changed]) => {
      const found = await stat(path).catch(() => undefined);
      return found !== undefined && (changed === undefined || found.mtimeMs === changed);
    }),
  );
  return looked.every(Boolean);
}

/** Another process may be starting from it. */
async function moveInto(file: string, contents: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, contents);
  await rename(temporary, file);
}
