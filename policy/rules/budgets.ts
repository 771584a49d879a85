import { isHidden, isMap, valueAt } from "../core/resource";
import { rulesFor, type PolicyRule } from "../core/rule";
import * as types from "../core/types";

/** Whether a notification of a budget reaches anybody. */
function tellsSomebody(notification: unknown): boolean {
  if (isHidden(notification)) return true;
  const lists = ["contactEmails", "contactGroups"].map((key) => valueAt(notification, key));
  const isTold = lists.some((list) => isHidden(list) || (Array.isArray(list) && list.length > 0));
  return valueAt(notification, "enabled") !== false && isTold;
}

/** Rules for budgets. */
export const budgetRules: readonly PolicyRule[] = rulesFor(
  [types.BUDGET],
  [
    {
      id: "budget-tells-somebody",
      title: "A budget writes to somebody.",
      severity: "medium",
      reason: "It stops nothing: what nobody is told of is spent.",
      wayOut: "Set notifications with contactEmails or contactGroups, enabled.",
      wrongIn: ({ properties: { notifications } }) => {
        if (isHidden(notifications)) return [];
        const all = isMap(notifications) ? Object.values(notifications) : [];
        return all.some(tellsSomebody) ? [] : ["no notification is enabled that reaches anybody"];
      },
    },
  ],
);
