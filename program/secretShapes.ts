/** What keys and tokens look like, whoever prints them, by what stands for each. Longer forms first. */
export const secretShapes: readonly (readonly [RegExp, string])[] = [
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "<token>"],
  [/\bdapi[0-9a-f]{32}(?:-\d+)?\b/g, "<token>"],
  [/(?<=\bBearer )[\w.~+/=-]{8,}/gi, "<token>"],
  [
    /(?<=(?:SharedAccessKey|AccountKey|sasKeyValue|client_secret|password|secret)["']?\s*[=:]\s*["']?)[^\s"';,]+/gi,
    "<key>",
  ],
  // Base64 to its end; without one it must have no slash, or every path would be a key.
  [/(?<![\w/+])[A-Za-z0-9+/]{40,}={1,2}(?![\w/+=])/g, "<key>"],
  [/(?<![\w/+.-])(?=[A-Za-z+]*\d)[A-Za-z0-9+]{40,}(?![\w/+=.-])/g, "<key>"],
];
