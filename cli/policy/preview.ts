import { createSimulatedCloud } from "../../emulator";
import { runProgram, type ConfigValue, type Deployment } from "../../emulator/inProcess";
import challenge from "../../index";
import type { CheckedResource } from "../../policy/core/resource";
import { resourcesOfDeployment } from "./checkedResources";
import { shapes, type ShapeSettings } from "./shapes";

/** What a stack must be told. */
const required = { team: "contoso", owner: "coach@contoso.com", expires: "2099-12-31" };

/** Settings that add something to what a shape has, or say more about it. */
const more: ShapeSettings = {
  event: "contoso-2027-03",
  members: JSON.stringify([
    "0a1b2c3d-0000-4000-8000-000000000001",
    "group:0a1b2c3d-0000-4000-8000-000000000002",
  ]),
  coaches: "hackathon coaches",
  generatorImage: "contoso.azurecr.io/generator:1",
  clicksPerSecond: 1000,
  registryServer: "contoso.azurecr.io",
  registryUser: "reader",
};

/** The container of another generator, which is as much there as the other. */
const builtin: ShapeSettings = { generator: "builtin", clicksPattern: "shop", clicksPerSecond: 1000 };

/** Settings whose preview is checked. */
export interface PolicyPreview {
  readonly settings: ShapeSettings;
  /** Settings that are secrets. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Every shape that a stack can have, one with the builtin generator, and one with all that may be set besides. */
export const previews: readonly PolicyPreview[] = [
  ...shapes.map((settings) => ({ settings, secrets: {} })),
  { settings: builtin, secrets: {} },
  { settings: more, secrets: { registryPassword: "made-up" } },
];

/** Runs the program with these settings on simulated clouds, in this process. */
export function deploymentOf({ settings, secrets }: PolicyPreview): Promise<Deployment> {
  const plain = Object.entries({ ...required, ...settings }).map(([key, value]) => [key, String(value)]);
  const secret = Object.entries(secrets).map(([key, value]) => [key, { secret: value }]);
  return runProgram({
    program: challenge,
    cloud: createSimulatedCloud(),
    config: Object.fromEntries([...plain, ...secret]) as Record<string, ConfigValue>,
    project: "clickstream-challenge",
    stack: required.team,
  });
}

/** @returns what the program declares with these settings. */
export async function resourcesOfPreview(preview: PolicyPreview): Promise<readonly CheckedResource[]> {
  return resourcesOfDeployment(await deploymentOf(preview), required.team);
}
