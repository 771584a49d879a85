/** Every way in which a text may have been written down. */
export function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [
    ...new Set([
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      bytes.toString("hex"),
      bytes.toString("hex").toUpperCase(),
      ...["base64", "base64url"].flatMap((encoding) =>
        [0, 1, 2].map((before) => inBase64(bytes, before, encoding)),
      ),
    ]),
  ];
}

/**
 * Within a longer text base64 writes a part in one of three ways, as it begins at a byte that three divide or not: what
 * its neighbours have no influence on is the same.
 */
function inBase64(bytes: Buffer, before: number, encoding: string): string {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  const text = whole.toString(encoding as BufferEncoding).replace(/=+$/, "");
  const begin = Math.ceil((before * 8) / 6);
  return text.slice(begin, Math.floor((whole.length * 8) / 6));
}

/** @returns those of the secrets, by name, that a text has in whatever form. */
export function leakedIn(text: string, secrets: ReadonlyMap<string, string>): string[] {
  return [...secrets].flatMap(([name, secret]) =>
    formsOf(secret).some((form) => text.includes(form)) ? [name] : [],
  );
}
