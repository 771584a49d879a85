/**
 * Refuses what starts processes on this machine where it could not end them, or Spark would not run: Windows ends a
 * process without asking it first, it has no process groups (Node's `process.kill`), and Hadoop, by which Spark writes
 * files, needs a `winutils.exe` there that no package brings (https://wiki.apache.org/hadoop/WindowsProblems).
 *
 * @param what begins the sentence, e.g. `npm start`
 * @param platform @default this machine's
 * @throws Error on Windows
 */
export function refuseWindows(what: string, platform = process.platform): void {
  if (platform !== "win32") return;
  throw new Error(
    `${what} does not run on Windows itself, where processes cannot be ended in order and Spark cannot write files: ` +
      "use WSL or the dev container (docs/machines.md).",
  );
}
