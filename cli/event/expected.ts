import type { EventFolder } from "../../event/eventFolder";
import type { EventFile } from "../../event/file/model";
import { readJournal, type TeamVerb } from "../../event/journal/journal";
import { signInEnd } from "../../event/signInEnd";

/** What a team takes where nobody has seen it yet, in seconds: as long as an `up`, a minute more than its removal. */
const FIRST_GUESS = 300;

/** @returns what the verb took for a team the last times, the middle of them, on this wall's clock. */
export async function usualSeconds(
  folder: EventFolder,
  verb: TeamVerb,
  speed: number,
): Promise<number | undefined> {
  const took = (await readJournal(folder.journal))
    .filter((entry) => entry.verb === verb && entry.phase === "done" && entry.seconds !== undefined)
    .map(({ seconds = 0 }) => seconds)
    .sort((one, other) => one - other);
  const middle = took[Math.floor(took.length / 2)];
  return middle === undefined ? undefined : middle / (speed || 1);
}

/** What is known of a command before it begins. */
interface ExpectedRun {
  readonly teams: number;
  readonly atOnce: number;
  /** Seconds that a team takes. */
  readonly usual: number | undefined;
  readonly say: (text: string) => void;
}

/** Says before a command on Azure begins that its sign-in may end in its midst. */
export async function sayWhereSignInEnds(
  { signIn }: EventFile,
  { teams, atOnce, usual = FIRST_GUESS, say }: ExpectedRun,
): Promise<void> {
  const seconds = Math.ceil(teams / atOnce) * usual;
  const told = await signInEnd(signIn, { environment: process.env, seconds, now: new Date() });
  if (told !== undefined) say(told);
}
