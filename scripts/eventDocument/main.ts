/**
 * `npm run docs:event [-- --teams 20 --local 2 --speed 10]`: plays a whole event on simulated clouds, and writes what it
 * showed to `docs/event.md`.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { eventFolder } from "../../event/eventFolder";
import { describeMachine } from "../describeMachine";
import { documentOf, type PlayedScene, type PlayedVerb } from "./document";
import { pictureBoard, pictureHandout } from "./pictures";
import { EVENT, scenesOf, type Verb } from "./scenes";
import { show } from "./shownCommand";

const repository = join(__dirname, "..", "..");
/** Verbs that know nothing of a rehearsal, because they ask no cloud. */
const askNone = new Set(["init", "estimate"]);

/** Plays one command, in the folder of the event's file. @throws Error where it ends with another code than it should. */
async function play(file: string, verb: Verb): Promise<PlayedVerb> {
  const [name = "", ...others] = verb.args;
  const edited = verb.edits && (await edit(file, verb.edits));
  const options = askNone.has(name) ? ["--file", file] : ["--file", file, "--rehearse"];
  await sleep((verb.after ?? 0) * 1000);
  console.error(`${new Date().toTimeString().slice(0, 8)} ${verb.args.join(" ")}`);
  const pictures: string[] = [];
  const args = [name, ...others, ...options];
  const shown =
    verb.picture === "board"
      ? await show([...args, "--page"], { enough: boardPictured(pictures) })
      : await show(args, verb.typed === undefined ? {} : { typed: verb.typed });
  if (verb.picture === "handout") {
    const { root } = await eventFolder(EVENT, true);
    pictures.push(...(await pictureHandout(join(root, "handouts", "team-1.html"))));
  }
  const { code: wanted = 0 } = verb;
  if (shown.code !== wanted)
    throw new Error(`${shown.command} ended with ${shown.code}, not ${wanted}:\n${shown.output}`);
  const [command, output] = [withoutPlaces(shown.command, file), withoutPlaces(shown.output, file)];
  return { edited, shown: { ...shown, command, output }, pictures };
}

/** Where this machine keeps the repository and the event's file is nobody's business. */
function withoutPlaces(text: string, file: string): string {
  return text.replaceAll(`${dirname(file)}/`, "").replaceAll(`${repository}/`, "");
}

/** @returns what was changed in the file, as `diff` shows it. */
async function edit(file: string, edits: NonNullable<Verb["edits"]>): Promise<string> {
  const changed: string[] = [];
  let text = await readFile(file, "utf8");
  for (const [begin, lines] of edits) {
    const before = text.split("\n").find((line) => line.startsWith(begin));
    if (before === undefined) throw new Error(`no line of ${file} begins with "${begin}"`);
    changed.push(`-${before}`, ...lines.map((line) => `+${line}`));
    text = text.replace(before, lines.join("\n"));
  }
  await writeFile(file, text);
  return changed.join("\n");
}

/** @returns what takes the pictures of a board once it has said where it is, and then has seen enough. */
function boardPictured(pictures: string[]): (output: string) => Promise<boolean> {
  let taking = false;
  return async (output) => {
    const url = /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(output)?.[0];
    if (url === undefined || taking) return false;
    taking = true;
    pictures.push(...(await pictureBoard(url)));
    return true;
  };
}

async function main(args: readonly string[]): Promise<void> {
  const options = {
    teams: { type: "string", default: "20" },
    local: { type: "string", default: "2" },
    speed: { type: "string", default: "10" },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  const folder = await mkdtemp(join(tmpdir(), "event-document-"));
  const file = join(folder, "event.yaml");
  const [teams, local, speed] = [Number(values.teams), Number(values.local), Number(values.speed)];
  const on = describeMachine();
  const scenes: PlayedScene[] = [];
  try {
    const plan = join(folder, "sweep.json");
    for (const { title, text, verbs } of scenesOf({ teams, local, speed, expires: "2099-12-31", plan })) {
      const played: PlayedVerb[] = [];
      for (const verb of verbs) played.push(await play(file, verb));
      scenes.push({ title, text, played });
    }
  } finally {
    // Where it broke off, teams still stand; else there is nothing to remove.
    await show(["down", "--rehearse", "--file", file]);
    await rm(folder, { recursive: true, force: true });
  }
  const day = new Date().toISOString().slice(0, 10);
  const head = `# A whole event, rehearsed

${teams} teams from the first question to the proof that nothing is left, on simulated clouds ${speed} times as fast as Azure; ${local} of the teams with a real broker, Spark and generator. Recorded on ${day} by \`npm run docs:event\`; ${on}. Long output is shortened, and a page's key is left out. [The coach's guide](coach-guide.md) explains each verb.`;
  await writeFile(join("docs", "event.md"), documentOf(scenes, head));
}

// The command that runs ends by it, and with it the play: then everything is removed.
process.on("SIGINT", () => undefined);
main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
