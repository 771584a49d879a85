import fc from "fast-check";
import { languageFrom } from "../../page/client/language";

describe("the browser's language", () => {
  it.each([
    ["de-CH", "de-CH"],
    ["pt-br", "pt-BR"],
    ["en-US@posix", "en-US"],
    ["C", "en-US"],
    ["", "en-US"],
    [undefined, "en-US"],
  ])("%s is taken as %s", (told, taken) => {
    expect(languageFrom(told)).toBe(taken);
  });

  it("is one in which numbers can be written, whatever the browser says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (told) => {
        expect(new Intl.NumberFormat(languageFrom(told)).format(7)).not.toBe("");
      }),
    );
  });
});
