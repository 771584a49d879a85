import fc from "fast-check";
import { leakedIn } from "./canaries";

const SECRET = 'Canary/é"+key==17';
const secrets = new Map([["key", SECRET]]);

describe("a secret", () => {
  it("is found in whatever form and place it was written", () => {
    const writings: readonly ((text: string) => string)[] = [
      (text) => text,
      (text) => JSON.stringify({ text }),
      (text) => `https://a/?b=${encodeURIComponent(text)}`,
      ...(["hex", "base64", "base64url"] as const).map(
        (encoding) => (text: string) => Buffer.from(text).toString(encoding),
      ),
      (text) => Buffer.from(text).toString("hex").toUpperCase(),
    ];
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.constantFrom(...writings), (before, after, written) => {
        expect(leakedIn(written(`${before}${SECRET}${after}`), secrets)).toEqual(["key"]);
      }),
    );
  });

  it("is not found where it is not", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => expect(leakedIn(text, secrets)).toEqual([])),
    );
  });
});
