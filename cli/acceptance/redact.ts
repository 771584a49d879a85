import { secretShapes } from "../../program/secretShapes";

const REQUEST = /(?:request|correlation|tracking|operation)[-_ ]?id["']?\s*[:=]?\s*["']?$/i;

/** What is hidden, by what stands for it. Longer forms first, so that no part of one is taken for another. */
const hidden: readonly (readonly [RegExp, string])[] = [
  ...secretShapes,
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, "<e-mail or lake>"],
  [
    /\b[\w-]+(?:\.[\w-]+)*\.(?:azuredatabricks\.net|windows\.net|azure\.com|microsoftonline\.com|azurecr\.io)\b/g,
    "<host>",
  ],
];

const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;

/**
 * Hides what a report must not tell: ids of subscriptions, tenants and people, keys, tokens, host names and e-mail
 * addresses. The same id becomes the same number; the ids of requests stay, by which Azure and Databricks find them.
 */
export class Redactor {
  readonly #numbers = new Map<string, number>();

  redact(text: string): string {
    const shown = hidden.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
    return shown.replace(UUID, (id, at: number) => {
      if (REQUEST.test(shown.slice(Math.max(0, at - 40), at))) return id;
      const key = id.toLowerCase();
      if (!this.#numbers.has(key)) this.#numbers.set(key, this.#numbers.size + 1);
      return `<id ${String(this.#numbers.get(key))}>`;
    });
  }
}
