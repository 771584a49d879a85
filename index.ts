import * as pulumi from "@pulumi/pulumi";
import { Challenge } from "./components/challenge";
import { outputsOf } from "./program/outputs";
import { readSettings } from "./program/settings";

/** The program: one team's settings in, its challenge up, what a coach hands to the team out. */
export = async function program(): Promise<Record<string, unknown>> {
  const settings = readSettings(new pulumi.Config(), new Date());
  return outputsOf(new Challenge("clickstream", settings), settings);
};
