import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Values for the template; undefined where the stack does not have it. */
export type ReadmeValues = Readonly<Record<string, string | Readonly<Record<string, string>> | undefined>>;

const MARKER = /^<!-- (?:step (\d+)|(dashboard)|(end)) -->$/;

/**
 * Fills `Pulumi.README.md` in: a text in the form that Pulumi's console shows, filled here so that
 * `pulumi stack output readme` reads the same.
 *
 * @throws Error where a line that is kept names an output that the stack does not have.
 */
export function readmeOf(values: ReadmeValues, throughStep: number): string {
  return fillIn(readFileSync(join(__dirname, "..", "Pulumi.README.md"), "utf8"), values, throughStep);
}

/**
 * `${outputs.NAME}` stands for an output. A line `<!-- step N -->` starts lines that only a stack of that step
 * or later has, `<!-- dashboard -->` lines of a stack with a dashboard, until the next such line.
 *
 * @throws Error where a line that is kept names an output that the stack does not have.
 */
export function fillIn(template: string, values: ReadmeValues, throughStep: number): string {
  let kept = true;
  const lines: string[] = [];
  for (const line of template.split("\n")) {
    const [mark, step, dashboard] = MARKER.exec(line) ?? [];
    if (mark === undefined) {
      if (kept) lines.push(line);
    } else if (dashboard) {
      kept = values["dashboardUrl"] !== undefined;
    } else {
      kept = Number(step ?? 1) <= throughStep;
    }
  }
  return lines.join("\n").replace(/\$\{outputs\.([\w.]+)\}/g, (_, path: string) => valueAt(values, path));
}

function valueAt(values: ReadmeValues, path: string): string {
  const [name = "", part] = path.split(".");
  const value = values[name];
  const text = typeof value === "object" && part ? value[part] : value;
  if (typeof text !== "string")
    throw new Error(`Pulumi.README.md names an output that is not there: ${path}`);
  return text;
}
