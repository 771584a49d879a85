import { secretFilter } from "../../event/run/secretFilter";

/** As `pulumi stack export --show-secrets` has a secret. */
const shown = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});

describe("what an engine says, on its way into a log", () => {
  it("loses every secret of the stack, however it is written, and nothing else", () => {
    const filter = secretFilter({
      resources: [
        {
          inputs: { key: shown("p@ss word/1"), plain: "visible" },
          outputs: { keys: shown({ one: 'a"quoted"key' }) },
        },
      ],
    });
    expect(filter("refused p@ss word/1 for visible")).toBe("refused <secret> for visible");
    expect(filter("?key=p%40ss%20word%2F1")).toBe("?key=<secret>");
    expect(filter(JSON.stringify({ value: 'a"quoted"key' }))).toBe('{"value":"<secret>"}');
  });

  it("loses what looks like a key or a token, of a resource that the state does not know", () => {
    const filter = secretFilter(undefined);
    expect(filter("Endpoint=sb://x/;SharedAccessKey=AbC123=;EntityPath=test")).toBe(
      "Endpoint=sb://x/;SharedAccessKey=<key>;EntityPath=test",
    );
    expect(filter(`token dapi${"0".repeat(32)} refused`)).toBe("token <token> refused");
  });

  it("keeps words that are as short as many others are", () => {
    expect(secretFilter({ inputs: { n: shown("west") } })("westeurope")).toBe("westeurope");
  });

  it("loses the longer of two secrets whole", () => {
    const filter = secretFilter({ a: shown("abcdef"), b: shown("abcdefghij") });
    expect(filter("abcdefghij abcdef")).toBe("<secret> <secret>");
  });
});
