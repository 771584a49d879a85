import * as pulumi from "@pulumi/pulumi";
import { Challenge } from "./components/challenge";
import { outputsOf } from "./program/outputs";
import { readSettings } from "./program/settings";

/** The program: deploys one team's challenge from its settings, and returns the stack's outputs. */
export = async function program(): Promise<Record<string, unknown>> {
  const settings = readSettings(new pulumi.Config(), new Date());
  return outputsOf(new Challenge("clickstream", settings), settings);
};
