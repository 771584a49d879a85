import { randomBytes } from "node:crypto";
import { nameOf, refuseExisting } from "../../core/arm";
import type { Properties } from "../../core/cloudApi";
import { AZURE } from "../../core/cloudState";
import { AzureError } from "../../core/errors";
import type { Model, World } from "../../core/model";
import {
  defined,
  isObject,
  record,
  requireText,
  text,
  texts,
  withDefaults,
  without,
} from "../../core/properties";

export const BUDGET = "azure-native:consumption:Budget";

/** The same moment so many years later, as Azure writes a moment: without a fraction of a second. */
function laterBy(years: number, moment: Date): string {
  const later = new Date(moment);
  later.setUTCFullYear(moment.getUTCFullYear() + years);
  return later.toISOString().replace(".000Z", "Z");
}

/**
 * A budget of a subscription or a resource group. What is refused is in the descriptions of azure-rest-api-specs,
 * consumption/…/Microsoft.Consumption/…/2024-08-01 (`BudgetProperties`, `BudgetTimePeriod`, `Notification`).
 */
export const budget: Model = {
  type: BUDGET,
  // Both are in the path.
  replaces: ["scope", "budgetName"],
  deleteBeforeReplace: () => true,
  synchronous: true,
  home: () => AZURE,
  create: (world, name, inputs) => {
    const scope = requireText(inputs, "scope");
    const own = text(inputs, "budgetName") ?? `${name}${randomBytes(4).toString("hex")}`;
    const id = `${scope}/providers/Microsoft.Consumption/budgets/${own}`;
    requireScope(world, scope);
    refuseExisting(world.state, id);
    refuseStart(startOf(inputs), new Date());
    refuseBody(inputs);
    return { id, home: AZURE, outputs: describe(own, inputs) };
  },
  update: (_, resource, inputs) => {
    if (startOf(inputs).valueOf() !== startOf(resource.inputs).valueOf())
      // Azure/CanadaPubSecALZ#317.
      throw badRequest("Start date of budgets cannot be updated. Please delete and create a new budget.");
    refuseBody(inputs);
    return describe(nameOf(resource.id), inputs);
  },
};

function requireScope({ state, identity }: World, scope: string): void {
  const subscription = `/subscriptions/${identity.subscriptionId}`;
  if (scope.toLowerCase() === subscription || state.at(scope) !== undefined) return;
  throw new AzureError(404, "ResourceNotFound", `The Resource '${scope}' was not found.`);
}

const startOf = (inputs: Properties): Date =>
  new Date(requireText(record(inputs, "timePeriod"), "startDate"));

/** With a monthly time grain: hashicorp/terraform-provider-azurerm#12121. */
function refuseStart(start: Date, now: Date): void {
  if (start.getUTCDate() !== 1) throw badRequest("Start date of a budget should be the first of a month.");
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  if (start < month)
    throw badRequest("Start date for monthly time grain should not be prior to the current month.");
  if (start > new Date(laterBy(1, month)))
    throw badRequest("Start date of the budget cannot be more than 1 year into the future.");
}

function refuseBody(inputs: Properties): void {
  const amount = inputs["amount"];
  if (typeof amount !== "number" || amount <= 0)
    throw badRequest("The budget amount should be greater than 0.");
  const end = text(record(inputs, "timePeriod"), "endDate");
  if (end !== undefined && new Date(end) <= startOf(inputs))
    throw badRequest("The start date should be less than the end date.");
  const notifications = Object.values(record(inputs, "notifications"));
  if (notifications.length > 5) throw badRequest("A budget can have up to five notifications.");
  const recipients = new Set(notifications.filter(isObject).flatMap((each) => texts(each, "contactEmails")));
  // learn.microsoft.com/azure/cost-management-billing/costs/manage-automation, "Supported locales for budget alert emails".
  if (recipients.size > 5) throw badRequest("You can set up to five email recipients per budget.");
  for (const each of notifications) if (isObject(each)) refuseNotification(each);
}

function refuseNotification({ threshold, contactEmails, contactGroups }: Properties): void {
  const isPercent = typeof threshold === "number" && threshold >= 0 && threshold <= 1000;
  if (!isPercent) throw badRequest("The threshold is always percent and has to be between 0 and 1000.");
  if (![contactEmails, contactGroups].some((list) => Array.isArray(list) && list.length > 0))
    throw badRequest("A notification must have at least one contact email or contact group.");
}

/** Those of the specification's descriptions say what is wrong, and not in Azure's own words, which it does not have. */
function badRequest(message: string): AzureError {
  return new AzureError(400, "400", message);
}

/** Ten years are the default of `endDate`; nothing has been spent yet (examples/2024-08-01/CreateOrUpdateBudget.json). */
function describe(name: string, inputs: Properties): Properties {
  const endDate = laterBy(10, startOf(inputs));
  return defined({
    ...withDefaults(without(inputs, "scope", "budgetName"), { timePeriod: { endDate } }),
    name,
    type: "Microsoft.Consumption/budgets",
    eTag: `"${randomBytes(8).toString("hex")}"`,
    currentSpend: { amount: 0, unit: "USD" },
  });
}
