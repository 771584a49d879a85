import { InvalidArgumentError, Option } from "commander";

/** Reads an option's whole number within bounds. */
export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < from || value > to) {
      throw new InvalidArgumentError(`Give a whole number from ${from} to ${to}.`);
    }
    return value;
  };
}

/** The live page's port. */
export const portOption = (): Option =>
  new Option(
    "--port <number>",
    "port of the page on 127.0.0.1, so that an open tab finds the next one (default: any free one)",
  ).argParser(wholeNumber(1, 65_535));
