import { connect } from "../../../components/workspaceRemoval";
import { armResourcesOf } from "../../../emulator/armRest/cloud";
import { serveArm, type ArmFault, type ArmResources, type ArmServer } from "../../../emulator/armRest/server";
import { createSimulatedCloud, type Limits, type SimulatedCloud } from "../../../emulator";
import {
  checkEvent,
  type CheckOptions,
  type CheckReport,
  type CheckSources,
} from "../../../event/check/checkEvent";
import { parseEventFile } from "../../../event/file/readEventFile";
import type { EventFile } from "../../../event/file/model";

export const ONE = "00000000-0000-4000-8000-000000000001";
export const TWO = "00000000-0000-4000-8000-000000000002";
export const WORKSPACE_URL = "adb-1.1.azuredatabricks.net";

/** What a check meets, by default a good ground. */
export interface Ground {
  /** Limits of the first subscription. */
  readonly limits?: Partial<Limits>;
  readonly prepare?: (cloud: SimulatedCloud) => Promise<unknown>;
  readonly faults?: readonly ArmFault[];
  /** Answers of ARM to give instead. */
  readonly answer?: ArmResources["answer"];
  readonly sources?: Partial<CheckSources>;
  readonly options?: CheckOptions;
  readonly pageSize?: number;
}

/** An event of so many teams in two regions of two subscriptions, with further lines of its file. */
export function eventOf(teams: number, lines: readonly string[] = []): EventFile {
  const names = Array.from({ length: teams }, (_, index) => `team-${index + 1}`);
  const text = [
    "event: contoso",
    "owner: coach@contoso.com",
    "expires: 2099-12-31",
    ...(lines.some((line) => line.startsWith("signIn")) ? [] : ["signIn: servicePrincipal"]),
    "places:",
    `  - { subscription: ${ONE}, regions: [westeurope, northeurope] }`,
    ...(lines.includes("# one place")
      ? []
      : [`  - { subscription: ${TWO}, regions: [swedencentral, uksouth] }`]),
    `teams: [${names.join(", ")}]`,
    ...(lines.some((line) => line.startsWith("settings"))
      ? []
      : ["settings: { generatorImage: contoso.azurecr.io/generator:1 }"]),
    ...lines,
  ].join("\n");
  return parseEventFile(text, "event.yaml", new Date("2026-11-24"));
}

/** A registry that gives every image to everybody. */
export const openRegistry: typeof fetch = () => Promise.resolve(new Response(null, { status: 200 }));

const principal = { ARM_CLIENT_ID: "id", ARM_CLIENT_SECRET: "hunter2", ARM_TENANT_ID: "tenant" };

function sourcesOf(arm: ArmServer): CheckSources {
  const environment = { ...principal, AZURE_RESOURCE_MANAGER_ENDPOINT: arm.address };
  return {
    environment,
    connect: (subscription) => connect(subscription, environment),
    askDatabricks: () => Promise.resolve(Response.json({ quotas: [] })),
    fetch: openRegistry,
    readSecrets: () => Promise.resolve({}),
    findEngine: () => Promise.resolve("no pulumi on the PATH"),
    room: () => Promise.resolve({ memory: 40, disk: 40 }),
  };
}

/** Checks an event on a ground. */
export async function check(
  event: EventFile,
  ground: Ground = {},
): Promise<CheckReport & { arm: ArmServer }> {
  const clouds = [
    createSimulatedCloud({ limits: ground.limits ?? {} }),
    createSimulatedCloud({ identity: { subscriptionId: TWO } }),
  ] as const;
  await ground.prepare?.(clouds[0]);
  const resources = armResourcesOf(...clouds);
  const answer: ArmResources["answer"] = (question) =>
    ground.answer?.(question) ?? resources.answer?.(question);
  const arm = await serveArm({ ...resources, answer }, { pageSize: ground.pageSize ?? 3 });
  try {
    for (const fault of ground.faults ?? []) arm.fail(fault);
    const report = await checkEvent(event, { ...sourcesOf(arm), ...ground.sources }, ground.options);
    return { ...report, arm };
  } finally {
    await arm.stop();
  }
}
