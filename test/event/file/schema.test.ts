import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { parse } from "yaml";
import { eventSchema } from "../../../event/file/schema";
import { schemaFile, schemaText } from "../../../scripts/eventSchema";

const validate = new Ajv({ strict: true, formats: { uuid: true } }).compile(eventSchema());
const example = readFileSync(join(__dirname, "..", "..", "..", "event.example.yaml"), "utf8");

/** Where the schema finds something wrong. */
function wrong(text: string): string[] {
  validate(parse(text));
  return [...new Set((validate.errors ?? []).map(({ instancePath }) => instancePath))];
}

describe("the JSON schema of an event's file", () => {
  it("is current: `npm run docs` would change nothing", () => {
    expect(readFileSync(schemaFile, "utf8")).toBe(schemaText());
  });

  it("accepts the example", () => {
    expect(wrong(example)).toEqual([]);
  });

  it.each([
    [/^event: .*$/m, "event: Contoso", "/event"],
    [/regions: .*$/m, "regions: []", "/places/0/regions"],
    [/throughStep: 4/, "throughStep: four", "/settings/throughStep"],
    [/throughStep: 4/, "registryPassword: hunter2", "/settings"],
    [/spares: 0/, "spares: 21", "/spares"],
    [/do: down/, "do: sweep", "/schedule/2/do"],
  ])("marks what the reader refuses: %s as %j", (before, after, place) => {
    expect(wrong(example.replace(before, after))).toEqual([place]);
  });
});
