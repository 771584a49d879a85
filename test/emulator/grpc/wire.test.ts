import fc from "fast-check";
import {
  decode,
  encode,
  known,
  pathName,
  touches,
  UNKNOWN,
  type Path,
} from "../../../emulator/grpc/properties";

describe("properties on the wire", () => {
  // google-protobuf's own conversion loses a key of this name.
  const key = fc.string().filter((text) => text !== "__proto__");
  const scalar = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      scalar,
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(key, tie("any"), { maxKeys: 3 }),
    ),
  })).any;
  const properties = fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });

  const pathsIn = (at: unknown, path: Path = []): Path[] => {
    if (typeof at !== "object" || at === null) return [path];
    const children = Array.isArray(at) ? [...at.entries()] : Object.entries(at);
    return [path, ...children.flatMap(([key, item]) => pathsIn(item, [...path, key]))];
  };

  it("come back the same, with exactly the marked secrets marked, for any values and marks", () => {
    fc.assert(
      fc.property(properties, fc.infiniteStream(fc.boolean()), (values, marks) => {
        const secret = pathsIn(values).filter((path) => path.length > 0 && marks.next().value === true);
        const back = decode(encode(values, secret));
        expect(back.values).toEqual(values);
        expect(new Set(back.secret.map(pathName))).toEqual(new Set(secret.map(pathName)));
      }),
    );
  });

  it("what is undefined is left out, at any depth", () => {
    expect(decode(encode({ a: undefined, b: { c: undefined, d: 1 } })).values).toEqual({ b: { d: 1 } });
  });

  it("a marked path that does not exist marks nothing", () => {
    expect(decode(encode({ a: 1 }, [["b"], ["a", "c"]])).secret).toEqual([]);
  });

  it("unknown values are found at their paths, and can be left out", () => {
    const { values, unknown } = decode(encode({ a: UNKNOWN, b: [{ c: UNKNOWN }, 1, UNKNOWN], d: "e" }));
    expect(unknown).toEqual([["a"], ["b", 0, "c"], ["b", 2]]);
    expect(known(values)).toEqual({ b: [{}, 1], d: "e" });
  });
});

describe("paths", () => {
  it.each<[Path, string]>([
    [["sku", "capacity"], "sku.capacity"],
    [["containers", 0, "environmentVariables", 12], "containers[0].environmentVariables[12]"],
    [["tags", "a.b"], 'tags["a.b"]'],
    [["tags", "cost-center"], "tags.cost-center"],
  ])("%j is written %s", (path, written) => {
    expect(pathName(path)).toBe(written);
  });

  it.each([
    ["sku", "sku", true],
    ["sku", "sku.capacity", true],
    ["containers[0].image", "containers", true],
    ["sku", "skuName", false],
    ["sku.name", "sku.capacity", false],
  ])("%s and %s touch: %s", (one, other, expected) => {
    expect(touches(one, other)).toBe(expected);
  });
});
