import { nearest } from "../../../cli/settings/nearest";

const words = ["team", "event", "throughStep", "throughputUnits", "maxThroughputUnits", "registryPassword"];

it.each([
  ["taem", "team"],
  ["throughstep", "throughStep"],
  ["troughputUnit", "throughputUnits"],
  ["registryPasword", "registryPassword"],
  ["maxThroughputunits", "maxThroughputUnits"],
  ["colour", undefined],
  ["x", undefined],
])("%s is taken for %s", (word, meant) => {
  expect(nearest(word, words)).toBe(meant);
});

it("a word is the nearest to itself, and none is the nearest of none", () => {
  for (const word of words) expect(nearest(word, words)).toBe(word);
  expect(nearest("team", [])).toBeUndefined();
});
