import { Budget } from "@pulumi/azure-native/consumption";
import * as pulumi from "@pulumi/pulumi";
import { failureHook } from "./failureHook";

/** Arguments of {@link CostBudget}. */
export interface CostBudgetArgs {
  /** ARM id of the team's resource group. */
  readonly resourceGroupId: pulumi.Input<string>;
  /** All groups that count: the team's, and the one that Databricks makes for it, where the machines are. */
  readonly resourceGroupNames: readonly pulumi.Input<string>[];
  readonly budgetName: pulumi.Input<string>;
  /** For a month, in the subscription's currency. */
  readonly amount: number;
  /** E-mail addresses. */
  readonly contacts: readonly string[];
  /**
   * First day of the month in which the budget is created; Azure refuses another one later.
   * @example "2027-03-01"
   */
  readonly from: string;
}

/** Percent of the amount at which Azure writes. */
const THRESHOLDS = [50, 80, 100] as const;

/**
 * Has Azure write an e-mail when a team has spent so much of an amount. It stops nothing, and Azure looks once a day at
 * costs that are 8 to 24 hours old (learn.microsoft.com/azure/cost-management-billing/costs/tutorial-acm-create-budgets).
 *
 * It is one of the subscription: a group's own would count neither the machines nor the NAT gateway in Databricks' group.
 */
export class CostBudget extends pulumi.ComponentResource {
  constructor(name: string, args: CostBudgetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("clickstream:challenge:CostBudget", name, {}, opts);
    const { resourceGroupId, resourceGroupNames, budgetName, amount, contacts, from } = args;
    const notification = (threshold: number) => ({
      enabled: true,
      operator: "GreaterThanOrEqualTo",
      threshold,
      thresholdType: "Actual",
      contactEmails: [...contacts],
    });
    new Budget(
      `${name}-monthly`,
      {
        scope: pulumi.output(resourceGroupId).apply(subscriptionOf),
        budgetName,
        category: "Cost",
        amount,
        // There is none of a day.
        timeGrain: "Monthly",
        timePeriod: { startDate: `${from}T00:00:00Z` },
        filter: {
          dimensions: { name: "ResourceGroupName", operator: "In", values: [...resourceGroupNames] },
        },
        notifications: Object.fromEntries(
          THRESHOLDS.map((percent) => [`actual-${percent}-percent`, notification(percent)]),
        ),
      },
      {
        parent: this,
        hooks: { onError: [failureHook(`${name}-retry`)] },
        // Its start stays in the state as it was at first: "Start date of budgets cannot be updated. Please delete and
        // create a new budget." (Azure/CanadaPubSecALZ#317), and a new one must begin in the current month.
        ignoreChanges: ["timePeriod"],
      },
    );
    this.registerOutputs({});
  }
}

/** The first of an id's scopes, `/subscriptions/ID`. */
function subscriptionOf(id: string): string {
  return id.split("/").slice(0, 3).join("/");
}
