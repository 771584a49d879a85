import { readOptions } from "../../../cli/start/options";

/** What the command prints for these arguments, and whether it goes on. */
function refusal(...args: string[]): string {
  let printed = "";
  expect(() => readOptions(args, { write: (text) => (printed += text) })).toThrow();
  return printed;
}

describe("the start command's options", () => {
  it("runs the whole challenge until interrupted where nothing is given", () => {
    expect(readOptions([])).toEqual({
      team: "local",
      throughStep: 6,
      rate: 100,
      config: {},
      forSeconds: undefined,
      page: true,
      port: undefined,
    });
  });

  it("takes every option", () => {
    const args = ["--team", "red", "--through-step", "2", "--rate", "5000", "--for", "2m", "--port", "8080"];
    args.push("--config", "lakeAccess=accountKey", "--config", "generatorImage=a/b=c");
    expect(readOptions(args)).toEqual({
      team: "red",
      throughStep: 2,
      rate: 5000,
      config: { lakeAccess: "accountKey", generatorImage: "a/b=c" },
      forSeconds: 120,
      page: true,
      port: 8080,
    });
    expect(readOptions(["--no-page"]).page).toBe(false);
  });

  it.each([
    [["--rate", "0"], "Give a whole number from 1 to 40000."],
    [["--rate", "1e3"], "Give a whole number from 1 to 40000."],
    [["--through-step", "7"], "Give a whole number from 1 to 6."],
    [["--port", "0"], "Give a whole number from 1 to 65535."],
    [["--port", "http"], "Give a whole number from 1 to 65535."],
    [["--port", "80", "--no-page"], "--port is the page's: it cannot be used with --no-page"],
    [["--for", "soon"], '"soon" is not a duration: write it like 60s, 2m or 1h.'],
    [["--speed", "3"], "unknown option '--speed'"],
    [["--config", "lakeAccess"], "Write it as SETTING=VALUE, for example lakeAccess=accountKey."],
    [
      ["--config", "lakeacces=accountKey"],
      'Unknown setting "lakeacces". The settings are team, event, owner, expires, throughStep,',
    ],
    [["red"], "too many arguments"],
  ])("refuses %p, saying what is allowed and where the help is", (args, message) => {
    const printed = refusal(...args);
    expect(printed).toContain(message);
    expect(printed).toContain("npm start -- --help");
  });

  it("prints every option for --help", () => {
    const printed = refusal("--help");
    for (const option of ["--team", "--through-step", "--rate", "--config", "--for", "--no-page", "--port"])
      expect(printed).toContain(option);
  });
});
