import { access } from "node:fs/promises";
import { join } from "node:path";

/** Where an event's file is looked for if no other is named. */
export const EVENT_FILE = "event.yaml";

/** @returns the file to read: in a rehearsal, where nobody has written one yet, the example. */
export async function eventFileOf(
  { file, rehearse }: { readonly file: string; readonly rehearse: boolean },
  say: (text: string) => void,
): Promise<string> {
  if (!rehearse || file !== EVENT_FILE || (await isThere(file))) return file;
  const example = join(__dirname, "..", "..", "event.example.yaml");
  say(`There is no ${EVENT_FILE}: rehearsing ${example}.`);
  return example;
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
