import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNotebook } from "../../../cli/notebook/source";

const notebooks = join(__dirname, "..", "..", "..", "notebooks");
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "notebook-"))));
afterEach(() => rmSync(folder, { recursive: true }));

describe("the notebook that somebody names", () => {
  it.each([
    ["explore.py", "PYTHON"],
    ["explore.sql", "SQL"],
    ["explore.scala", "SCALA"],
  ])("is the project's own by its name alone: %s", (name, language) => {
    const text = readFileSync(join(notebooks, name), "utf8");
    expect(readNotebook(name)).toEqual({ name, language, text });
  });

  it("is a file, whatever the case of its ending", () => {
    const file = join(folder, "Mine.SQL");
    writeFileSync(file, "-- Databricks notebook source");
    const expected = { name: "Mine.SQL", language: "SQL", text: "-- Databricks notebook source" };
    expect(readNotebook(file)).toEqual(expected);
  });

  it("is read without the mark that editors on Windows put before UTF-8", () => {
    const file = join(folder, "mine.py");
    writeFileSync(file, "\ufeff# Databricks notebook source");
    expect(readNotebook(file).text).toBe("# Databricks notebook source");
  });

  it.each([
    ["the job's own", "ingest.py", /^ingest\.py is what the challenge's job runs already/],
    [
      "the job's own by its path",
      join(notebooks, "ingest.py"),
      /^ingest\.py is what the challenge's job runs/,
    ],
    [
      "one of another kind",
      "mine.ipynb",
      /^"mine\.ipynb" is not a notebook's source file: it must end with \.py/,
    ],
    [
      "none",
      "absent.py",
      /^"absent\.py" cannot be read \(ENOENT\): give a notebook's file, or one of explore\.py, /,
    ],
    ["a folder", `${tmpdir()}/../x.py/`, /cannot be read/],
  ])("is refused if it is %s", (_, named, message) => {
    expect(() => readNotebook(named)).toThrow(message);
  });
});
