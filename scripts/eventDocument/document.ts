import type { ShownCommand } from "./shownCommand";

/** A command that was played. */
export interface PlayedVerb {
  /** How the event's file was changed before, as `diff` shows it; undefined: not at all. */
  readonly edited: string | undefined;
  readonly shown: ShownCommand;
  /** Lines of Markdown. */
  readonly pictures: readonly string[];
}

/** A scene that was played. */
export interface PlayedScene {
  readonly title: string;
  readonly text: string;
  readonly played: readonly PlayedVerb[];
}

/** Most lines of one command's output that the document shows, and how many of them are its last. */
const MOST_LINES = 36;
const LAST_LINES = 12;

/** What is true of a text only in one run, or opens something. */
const fleeting: readonly (readonly [RegExp, string])[] = [
  [/([?&]key=)[\w-]+/g, "$1…"],
  [/ +$/gm, ""],
];

/** @returns the document of a rehearsal. */
export function documentOf(scenes: readonly PlayedScene[], head: string): string {
  const parts = scenes.flatMap(({ title, text, played }) => [
    `## ${title}`,
    text.trim(),
    ...played.flatMap(({ edited, shown, pictures }) => [
      ...(edited === undefined ? [] : [`\`event.yaml\` is changed:\n\n\`\`\`diff\n${edited}\n\`\`\``]),
      `\`\`\`console\n$ ${shown.command}\n${shortened(shown.output)}\n\`\`\``,
      `${shown.seconds.toFixed(0)} s, exit code ${shown.code}.`,
      ...pictures,
    ]),
  ]);
  return `${[head, ...parts].join("\n\n")}\n`;
}

function shortened(output: string): string {
  const clean = fleeting.reduce((text, [pattern, by]) => text.replace(pattern, by), output);
  const lines = clean.trimEnd().split("\n");
  if (lines.length <= MOST_LINES) return lines.join("\n");
  const hidden = lines.length - MOST_LINES + 1;
  return [
    ...lines.slice(0, MOST_LINES - LAST_LINES - 1),
    `… ${hidden} more lines`,
    ...lines.slice(-LAST_LINES),
  ].join("\n");
}
