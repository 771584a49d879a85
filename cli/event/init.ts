import { writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Command } from "commander";
import { EVENT_FILE } from "./eventFile";
import { newEventFile, questionsOn, wrongAnswer, type Answers } from "../../event/init/newEventFile";

/** Where questions go and answers come from. */
export interface Conversation {
  readonly say: (text: string) => void;
  /** @returns undefined where no more answers come. */
  readonly hear: () => Promise<string | undefined>;
}

/** `init` */
export function initCommand(): Command {
  return new Command("init")
    .description("writes an event's file by asking five questions")
    .option("--file <file>", "the file to write", EVENT_FILE)
    .action(async ({ file }: { readonly file: string }) => {
      const lines = createInterface({ input: process.stdin });
      const answers = lines[Symbol.asyncIterator]();
      const hear = async (): Promise<string | undefined> => {
        const next = await answers.next();
        return next.done === true ? undefined : next.value;
      };
      try {
        await init(file, new Date(), { say: (text) => void process.stdout.write(text), hear });
      } finally {
        lines.close();
      }
    });
}

/** Asks until each answer is right, and writes the file. @throws Error where there is such a file, or answers end. */
export async function init(file: string, today: Date, { say, hear }: Conversation): Promise<void> {
  const answers: Partial<Record<keyof Answers, string>> = {};
  for (const { key, text, fallback } of questionsOn(today)) {
    for (;;) {
      say(`${text}${fallback === undefined ? "" : ` [${fallback}]`}: `);
      const heard = await hear();
      if (heard === undefined) throw new Error(`\nNo answer to "${text}": nothing was written.`);
      const answer = heard.trim() || (fallback ?? "");
      const wrong = wrongAnswer(key, answer, today);
      if (wrong === undefined) {
        answers[key] = answer;
        break;
      }
      say(`${wrong}\n`);
    }
  }
  const written = newEventFile(answers as Answers, today);
  await writeFile(file, written, { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
    throw new Error(`${file} is there already, and was left as it is: give another with --file.`, {
      cause: error,
    });
  });
  say(
    `${file} is written. Next: \`npm run event -- check\`, or try it first: \`npm run event -- up --rehearse\`.\n`,
  );
}
