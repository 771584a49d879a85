import { parseStackFile, UnreadableStackFile } from "../../../cli/settings/stackFile";

const textOf = (written: string): unknown => {
  const given = parseStackFile(`config:\n  p:key: ${written}\n`).settings["p:key"];
  return given?.as === "secret" ? undefined : given?.text;
};

describe("a stack's file", () => {
  it.each([
    ["red", "red"],
    ['"2030-12-31"', "2030-12-31"],
    ["2030-12-31", "2030-12-31 00:00:00 +0000 UTC"],
    ["2030-1-5", "2030-01-05 00:00:00 +0000 UTC"],
    ["2030-02-31", "2030-02-31"],
    ["4", "4"],
    ["+4", "4"],
    ["08", "8"],
    ["010", "8"],
    ["0o10", "8"],
    ["0x1f", "31"],
    ["-0b11", "-3"],
    ["1_000", "1000"],
    ["1e3", "1000"],
    ["1.50", "1.5"],
    ["True", "true"],
    ["yes", "yes"],
    ["'08'", "08"],
    ["[a, 'b']", '["a","b"]'],
    ["{ a: 1 }", '{"a":1}'],
  ])("gives the program %s as an engine does", (written, text) => {
    expect(textOf(written)).toBe(text);
  });

  it("tells a list, a map, a single value, if only an empty one, and what is encrypted apart", () => {
    const { settings } = parseStackFile(
      "config:\n  a: [x]\n  b: { c: d }\n  e:\n  f: { secure: v1:abc }\n  g: [{ secure: v1:abc }]\n  h: { secure: 1 }\n",
    );
    expect(Object.values(settings).map(({ as }) => as)).toEqual([
      "list",
      "map",
      "scalar",
      "secret",
      "secret",
      "map",
    ]);
  });

  it("may be empty, without settings, or with environments", () => {
    expect(parseStackFile("")).toEqual({ settings: {}, hasEnvironments: false });
    expect(parseStackFile("config:\n")).toEqual({ settings: {}, hasEnvironments: false });
    expect(parseStackFile("encryptionsalt: v1:abc\nenvironment:\n  - dev\n").hasEnvironments).toBe(true);
  });

  it("follows an alias", () => {
    expect(parseStackFile("config:\n  a: &one 08\n  b: *one\n").settings["b"]).toEqual({
      as: "scalar",
      text: "8",
    });
  });

  it.each([
    ["config:\n  a: 'hunter2\n", "no YAML: "],
    ["config:\n  a: 1\n  a: hunter2\n", "no YAML: Map keys must be unique"],
    ["- hunter2\n", "no map of settings under `config:`"],
    ["config: hunter2\n", "`config:` is no map of settings"],
    ["config:\n  a: *hunter\n", ""],
  ])("that is none, %j, is refused without its text", (text, message) => {
    const read = (): unknown => parseStackFile(text);
    expect(read).toThrow(UnreadableStackFile);
    expect(read).toThrow(message);
    expect(read).not.toThrow("hunter2");
  });
});
