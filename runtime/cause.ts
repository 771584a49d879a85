/** What begins a line that names an exception, in Python or Java. */
const EXCEPTION =
  /^(?:Caused by: |Exception in thread "[^"]*" )?(?:[a-z_][\w$]*\.)*[A-Z]\w*(?:Error|Exception)\b/;
/** Exceptions that only say that there was another one before. */
const CONSEQUENCE = /\b(?:ExceptionInInitializerError|NoClassDefFoundError|SystemExit)\b/;

/** @returns the line of a process's output that says why it ended; undefined where none does. */
export function causeIn(output: string): string | undefined {
  const lines = output.split("\n").map((line) => line.trim());
  const named = lines.filter((line) => EXCEPTION.test(line));
  const logged = lines.filter((line) => /\b(?:ERROR|FATAL)\b/.test(line));
  return named.filter((line) => !CONSEQUENCE.test(line)).at(-1) ?? named.at(-1) ?? logged.at(-1);
}
