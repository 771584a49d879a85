import type { ResourceManagementClient } from "@azure/arm-resources";
import { MANAGED_SUFFIX, teamOf } from "../../program/names";
import { ArmReader, type Answer, type ArmObject } from "../check/armReader";
import { costManagementRetry } from "./costManagementRetry";

/** Azure-rest-api-specs, cost-management/…/Microsoft.CostManagement/…/2025-03-01, `Query_Usage`. */
const API_VERSION = "2025-03-01";

/** Longest that one subscription is asked, the waits of {@link costManagementRetry} among it, ms. */
const LIMIT_MS = 240_000;

/** What Azure says that an event's teams have cost. */
export interface BilledCosts {
  readonly teams: ReadonlyMap<string, { readonly amount: number; readonly currency: string }>;
  /** As of when, and what could not be asked. */
  readonly notes: readonly string[];
}

/** What is asked of Cost Management. */
export interface BilledQuestion {
  readonly subscriptions: readonly string[];
  readonly teams: ReadonlySet<string>;
  readonly from: Date;
  readonly to: Date;
  readonly connect: (subscription: string) => ResourceManagementClient;
}

/** What one row of an answer says. */
interface GroupCost {
  readonly group: string;
  readonly amount: number;
  readonly currency: string;
}

/**
 * Asks for the costs of both resource groups of each team, once a subscription: Databricks' group carries no tags and is
 * known by its name, and so is the team's own, which may be gone by now.
 */
export async function billedCosts(question: BilledQuestion): Promise<BilledCosts> {
  const answers = await Promise.all(
    question.subscriptions.map(async (subscription) => ({
      subscription,
      answer: await askSubscription(subscription, question),
    })),
  );
  const teams = new Map<string, { amount: number; currency: string }>();
  const mixed = new Set<string>();
  for (const { group, amount, currency } of answers.flatMap(({ answer }) =>
    "value" in answer ? answer.value : [],
  )) {
    const team = teamOf(group.replace(new RegExp(`${MANAGED_SUFFIX}$`), ""));
    if (team === undefined || !question.teams.has(team)) continue;
    const before = teams.get(team) ?? { amount: 0, currency };
    // Two subscriptions may be billed in two currencies.
    if (before.currency !== currency) mixed.add(team);
    teams.set(team, { amount: before.amount + amount, currency });
  }
  for (const team of mixed) teams.delete(team);
  const [from, to] = [question.from, question.to].map((moment) => moment.toISOString().slice(0, 10));
  return {
    teams,
    notes: [
      `billed: what Cost Management had of ${String(from)} to ${String(to)} when it was asked; it is 8 to 24 hours late`,
      ...answers.flatMap(({ subscription, answer }) =>
        "unknown" in answer ? [`billed: subscription ${subscription} is unknown: ${answer.unknown}`] : [],
      ),
      ...[...mixed].map((team) => `billed: ${team} was billed in more than one currency, and is left out`),
    ],
  };
}

async function askSubscription(
  subscription: string,
  { connect, from, to }: BilledQuestion,
): Promise<Answer<readonly GroupCost[]>> {
  const client = connect(subscription);
  client.pipeline.addPolicy(costManagementRetry(), { phase: "Retry" });
  const path = `/subscriptions/${subscription}/providers/Microsoft.CostManagement/query`;
  const answer = await new ArmReader(client, LIMIT_MS).post(path, API_VERSION, {
    type: "ActualCost",
    timeframe: "Custom",
    timePeriod: { from: from.toISOString(), to: to.toISOString() },
    dataset: {
      granularity: "None",
      aggregation: { totalCost: { name: "Cost", function: "Sum" } },
      grouping: [{ type: "Dimension", name: "ResourceGroupName" }],
    },
  });
  return "value" in answer ? readAnswer(answer.value) : answer;
}

/** Columns are told by their names, a cost's by its type: it is called otherwise under other contracts. */
function readAnswer({ properties }: ArmObject): Answer<readonly GroupCost[]> {
  const { columns, rows, nextLink } = (properties ?? {}) as {
    readonly columns?: readonly { readonly name: string; readonly type: string }[];
    readonly rows?: readonly (readonly unknown[])[];
    readonly nextLink?: string | null;
  };
  const unknown = (why: string) => ({ unknown: why, status: undefined, signIn: false });
  if (!Array.isArray(columns) || !Array.isArray(rows)) return unknown("the answer is no table");
  // A page has a thousand rows and more, and a row is a resource group.
  if (nextLink) return unknown("it has more resource groups than one answer holds");
  const at = (is: (column: { readonly name: string; readonly type: string }) => boolean): number =>
    columns.findIndex(is);
  const cost = at(({ type }) => type === "Number");
  const group = at(({ name }) => /^ResourceGroup(?:Name)?$/i.test(name));
  const currency = at(({ name }) => /^Currency$/i.test(name));
  if (cost < 0 || group < 0 || currency < 0) return unknown("the answer lacks cost, group or currency");
  return {
    value: rows.map((row) => ({
      amount: Number(row[cost]),
      group: String(row[group]).toLowerCase(),
      currency: String(row[currency]),
    })),
  };
}
