import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Shell programs in a folder that is all of the PATH, so that this machine's own are not found. */
export function fakePrograms(folder: string, programs: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, script] of Object.entries(programs)) {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
    chmodSync(file, 0o755);
  }
}

/** What a fake Python can do. */
export interface FakePython {
  readonly version?: string;
  readonly venv?: boolean;
  readonly pip?: boolean;
  readonly ensurepip?: boolean;
  /** Shell script in place of `python -m pip download`. */
  readonly download?: string;
}

/** A Python that answers what it is asked about itself, makes environments with nothing in them, and downloads as told. */
export function fakePython(folder: string, options: FakePython = {}): string {
  const { version = "3.12.3", venv = true, pip = true, ensurepip = true, download = "exit 0" } = options;
  const answer = JSON.stringify({
    executable: join(folder, "python3"),
    version,
    hasVenv: venv,
    hasPip: pip,
    hasEnsurepip: ensurepip,
  });
  return `
case "$1 $2" in
  "-c "*) echo '${answer}' ;;
  "-m venv") for folder; do :; done; mkdir -p "$folder/bin" && cp "$0" "$folder/bin/python" ;;
  *"/unpack.py "*) mkdir -p "$3/pyspark/jars" ;;
  "-m pip") ${download} ;;
esac`;
}
