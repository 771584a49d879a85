import fc from "fast-check";
import { WireReader, WireWriter } from "../../generator/kafka/wire";

it("values are written as Kafka's protocol has them, behind their length", () => {
  const message = new WireWriter()
    .int16(-2)
    .int32(1)
    .boolean(true)
    .string("hub")
    .string(null)
    .bytes(Buffer.from([9]))
    .array(["a"], () => undefined)
    .message();
  const parts = ["00000017", "fffe", "00000001", "01", "0003687562", "ffff", "0000000109", "00000001"];
  expect(message.toString("hex")).toBe(parts.join(""));
});

it("what is written is read", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.string({ unit: "grapheme" }))), fc.uint8Array(), (texts, data) => {
      const writer = new WireWriter();
      writer.array(texts, (text) => writer.string(text)).bytes(Buffer.from(data));
      const reader = new WireReader(writer.message().subarray(4));
      expect(reader.array(() => reader.string())).toEqual(texts);
      expect(reader.bytes()).toEqual(Buffer.from(data));
    }),
  );
});

it("a message that ends too soon is no message", () => {
  const short = (data: number[]): WireReader => new WireReader(Buffer.from(data));
  expect(() => short([0]).int16()).toThrow("a message ends too soon");
  expect(() => short([0, 0, 0]).int32()).toThrow("a message ends too soon");
  expect(() => short([0, 0, 0, 0]).int64()).toThrow("a message ends too soon");
  expect(() => short([]).boolean()).toThrow("a message ends too soon");
  expect(() => short([0, 5, 65]).string()).toThrow("a message ends too soon");
  expect(() => short([0, 0, 0, 5, 65]).bytes()).toThrow("a message ends too soon");
  expect(() => {
    const reader = short([127, 0, 0, 0]);
    reader.array(() => reader.int32());
  }).toThrow("a message ends too soon");
});
