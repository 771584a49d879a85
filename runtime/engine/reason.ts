/**
 * Why a command of the engine failed, in the engine's own words. The Automation API's error begins with the whole command line
 * and says everything twice (`CommandResult.toString` in @pulumi/pulumi/automation/cmd.js).
 */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [, said] = /^error: ([^]*)/m.exec(text) ?? [];
  return said?.split("\n err?: ")[0]?.trim() ?? text;
}
