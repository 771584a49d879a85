import { CommanderError } from "commander";
import { exitCodeOf, readVerifyOptions } from "../../../cli/verify/options";

function refused(args: readonly string[]): { text: string; code: number } {
  const text: string[] = [];
  try {
    readVerifyOptions(args, { write: (part) => text.push(part) });
  } catch (error) {
    if (error instanceof CommanderError) return { text: text.join(""), code: exitCodeOf(error) };
    throw error;
  }
  throw new Error("it was accepted");
}

const databricks = ["--workspace-url", "https://adb-1.azuredatabricks.net", "--warehouse-id", "0a"];

describe("the options of npm run verify", () => {
  it("mean the only challenge on this machine when there are none", () => {
    expect(readVerifyOptions([])).toEqual({
      tokenEnv: "DATABRICKS_TOKEN",
      hubEnv: "EVENTHUB_LISTEN",
      hub: false,
      waitMs: 60_000,
      others: false,
      json: false,
    });
  });

  it("mean Databricks with a workspace", () => {
    expect(
      readVerifyOptions([...databricks, "--schema", "a.b", "--hub", "--json", "--wait", "2m"]),
    ).toMatchObject({
      workspaceUrl: "https://adb-1.azuredatabricks.net",
      warehouseId: "0a",
      schema: "a.b",
      hub: true,
      json: true,
      waitMs: 120_000,
    });
  });

  it("may ask not to wait at all", () => {
    expect(readVerifyOptions(["--wait", "0"]).waitMs).toBe(0);
  });

  it.each([
    [
      ["--workspace-url", "https://w"],
      "also needs --warehouse-id, --schema or --lake-url, --ledger or --hub",
    ],
    [[...databricks, "--schema", "s", "--hub", "--team", "blue"], "--team is for this machine"],
    [["--hub", "--ledger", "file"], "cannot be used with option"],
    [["--schema", "s", "--lake-url", "abfss://c@a/"], "cannot be used with option"],
    [["--stack", "red", "--team", "red"], "cannot be used with option"],
    [["--stack", "red", "--workspace-url", "https://w"], "cannot be used with option"],
    [["--stack", "red", "--schema", "s"], "cannot be used with option"],
    [["--wait", "soon"], '"soon" is not a duration'],
    [["blue"], "too many arguments"],
    [["--colour"], "unknown option '--colour'"],
  ])("%j are refused", (args, message) => {
    const { text, code } = refused(args);
    expect(text).toContain(message);
    expect(code).toBe(2);
  });

  it("with --help show every option and what the exit code says", () => {
    const { text, code } = refused(["--help"]);
    expect(code).toBe(0);
    for (const part of [
      "--team",
      "--stack",
      "--workspace-url",
      "--ledger",
      "--json",
      "Exit code: 0",
      "DATABRICKS_TOKEN",
    ]) {
      expect(text).toContain(part);
    }
  });
});
