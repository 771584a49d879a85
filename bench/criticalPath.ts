/** A piece of work that can begin when others are done. */
export interface Work {
  readonly name: string;
  readonly seconds: number;
  /** Names of what must be done before; unknown names are ignored. */
  readonly after: readonly string[];
}

/** The longest chain of work, which no parallelism makes shorter. */
export interface CriticalPath {
  readonly seconds: number;
  /** Names on it that take time, in order. */
  readonly path: readonly string[];
}

/** @throws Error where work waits for itself. */
export function criticalPath(works: readonly Work[]): CriticalPath {
  const byName = new Map(works.map((work) => [work.name, work]));
  const found = new Map<string, CriticalPath>();
  const through = (work: Work, waiting: ReadonlySet<string>): CriticalPath => {
    const known = found.get(work.name);
    if (known !== undefined) return known;
    if (waiting.has(work.name)) throw new Error(`${work.name} waits for itself`);
    const inside = new Set([...waiting, work.name]);
    const before = longest(
      work.after.flatMap((name) => byName.get(name) ?? []).map((each) => through(each, inside)),
    );
    const path = work.seconds > 0 ? [...before.path, work.name] : before.path;
    const result = { seconds: before.seconds + work.seconds, path };
    found.set(work.name, result);
    return result;
  };
  return longest(works.map((work) => through(work, new Set())));
}

function longest(paths: readonly CriticalPath[]): CriticalPath {
  return paths.reduce((one, other) => (other.seconds > one.seconds ? other : one), { seconds: 0, path: [] });
}
