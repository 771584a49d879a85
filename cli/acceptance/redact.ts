import { secretShapes } from "../../program/secretShapes";

/** What stands before the id of a request, by which Azure and Databricks find it. */
const REQUEST =
  /(?:(?:request|correlation|tracking|operation|activity|trace)[-_ ]?id|\breqid)["']?\s*[:=]?\s*["']?$/i;

/** What is hidden, by what stands for it. Longer forms first, so that no part of one is taken for another. */
const hidden: readonly (readonly [RegExp, string])[] = [
  ...secretShapes,
  [/https:\/\/app\.pulumi\.com\/\S+/g, "<Pulumi address>"],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, "<e-mail or lake>"],
  [
    /\b[\w-]+(?:\.[\w-]+)*\.(?:azuredatabricks\.net|windows\.net|azure\.com|microsoftonline\.com|onmicrosoft\.com|azurecr\.io)\b/g,
    "<host>",
  ],
  [/(?<=[\\/](?:home|Users)[\\/])[^\s\\/:"']+/g, "<user>"],
  // Numbers of workspaces, jobs and runs.
  [/(?<![\w.-])\d{12,}(?![\w.-])/g, "<number>"],
];

const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;

/**
 * Hides what a report must not tell: ids of subscriptions, tenants and people, keys, tokens, host names, e-mail
 * addresses, home folders. The same id becomes the same number; the ids of requests stay.
 */
export class Redactor {
  readonly #numbers = new Map<string, number>();
  readonly #names: readonly string[];

  /** @param names texts that the coach gave and that nobody else needs to read. */
  constructor(names: readonly string[] = []) {
    this.#names = names.filter((name) => name !== "");
  }

  redact(text: string): string {
    const unnamed = this.#names.reduce((rest, name) => rest.replaceAll(name, "<name>"), text);
    const shown = hidden.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), unnamed);
    return shown.replace(UUID, (id, at: number) => {
      if (REQUEST.test(shown.slice(Math.max(0, at - 40), at))) return id;
      const key = id.toLowerCase();
      if (!this.#numbers.has(key)) this.#numbers.set(key, this.#numbers.size + 1);
      return `<id ${String(this.#numbers.get(key))}>`;
    });
  }
}
