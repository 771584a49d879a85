import { readSettings, SettingsError } from "../../generator/settings";

const environment = {
  hostName: "clicks-a1b2",
  sasKeyName: "send",
  sasKeyValue: "c2VjcmV0LWtleQ==",
  eventHubName: "test",
};

function problemsOf(changes: Record<string, string | undefined>, args: string[] = []): string[] {
  try {
    readSettings({ ...environment, ...changes }, args);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as SettingsError).message.split("\n");
  }
  throw new Error("It was accepted.");
}

it("the image's four variables are enough", () => {
  const { seed, ...settings } = readSettings(environment, []);
  expect(settings).toEqual({
    host: "clicks-a1b2.servicebus.windows.net",
    eventHub: "test",
    connectionString:
      "Endpoint=sb://clicks-a1b2.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=c2VjcmV0LWtleQ==;EntityPath=test",
    clicksPerSecond: 1,
    pattern: "uniform",
    ledgerFile: undefined,
    caFile: undefined,
    address: undefined,
    endsWithInput: false,
  });
  expect(seed).toBeGreaterThanOrEqual(0);
  expect(seed).toBeLessThan(2 ** 32);
});

it.each([
  ["", 1],
  ["0.5", 0.5],
  ["1000", 1_000],
  ["max", Infinity],
])("clicksPerSecond %p is %p", (text, rate) => {
  expect(readSettings({ ...environment, clicksPerSecond: text }, []).clicksPerSecond).toBe(rate);
});

it("the options are read", () => {
  const args = ["--ledger", "l", "--ca", "c", "--address", "127.0.0.2", "--seed", "42", "--end-with-input"];
  expect(readSettings(environment, args)).toMatchObject({
    ledgerFile: "l",
    caFile: "c",
    address: "127.0.0.2",
    seed: 42,
    endsWithInput: true,
  });
});

it("all that is missing is named at once", () => {
  const missing = Object.fromEntries(Object.keys(environment).map((name) => [name, undefined]));
  expect(problemsOf(missing).map((problem) => problem.split(":")[0])).toEqual([
    "hostName is not set",
    "sasKeyName is not set",
    "sasKeyValue is not set",
    "eventHubName is not set",
  ]);
});

it.each([
  [
    { hostName: "clicks-a1b2.servicebus.windows.net" },
    /^hostName is "clicks-a1b2\.servicebus\.windows\.net": .*short name/,
  ],
  [{ hostName: "a b" }, /^hostName is "a b"/],
  [{ sasKeyName: "send;EntityPath=other" }, /^sasKeyName is "send;EntityPath=other"/],
  [{ eventHubName: "te/st" }, /^eventHubName is "te\/st"/],
  [
    { clicksPerSecond: "0" },
    /^clicksPerSecond is "0": it must be a number above 0, or max for as fast as possible\.$/,
  ],
  [{ clicksPerSecond: "0.0" }, /^clicksPerSecond is "0\.0"/],
  [{ clicksPerSecond: "-1" }, /^clicksPerSecond is "-1": it must be a number above 0, or max/],
  [{ clicksPerSecond: "fast" }, /^clicksPerSecond is "fast"/],
  [{ clicksPerSecond: "Infinity" }, /^clicksPerSecond is "Infinity"/],
])("%p is refused", (changes, problem) => {
  const problems = problemsOf(changes);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(problem);
});

it("a wrong key is refused without being told", () => {
  const problems = problemsOf({ sasKeyValue: "Endpoint=sb://x;SharedAccessKey=c2VjcmV0" });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^sasKeyValue is not a key/);
  expect(problems[0]).not.toContain("c2VjcmV0");
});

it.each([
  [["--seed", "x"], /^--seed is "x": it must be a whole number/],
  [["--rate", "5"], /'--rate'/],
])("the options %p are refused", (args, problem) => {
  expect(problemsOf({}, args)).toEqual([expect.stringMatching(problem)]);
});

it.each([
  [undefined, "uniform"],
  ["", "uniform"],
  ["uniform", "uniform"],
  ["shop", "shop"],
])("the pattern %j is %s", (clicksPattern, pattern) => {
  expect(readSettings({ ...environment, clicksPattern }, []).pattern).toBe(pattern);
});

it("a pattern that there is not is named", () => {
  expect(problemsOf({ clicksPattern: "Shop" })).toEqual([
    'clicksPattern is "Shop": it must be uniform or shop.',
  ]);
});
