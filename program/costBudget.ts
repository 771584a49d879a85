import type { SettingsReader } from "./settingsReader";

/** When Azure writes to whom about a team's costs. */
export interface CostBudgetSettings {
  /** For a month, in the subscription's currency. */
  readonly amount: number;
  /** E-mail addresses; at least one. */
  readonly contacts: readonly string[];
  /** First day of the current month, `YYYY-MM-DD`: a budget that is created now begins on it. */
  readonly from: string;
}

/** What takes mail; whether somebody reads it there nobody can tell. */
export const EMAIL = /^[^\s@]+@[^\s@]+$/;

/**
 * "Up to five email recipients per budget" (learn.microsoft.com/azure/cost-management-billing/costs/manage-automation);
 * the SDK's model would take 50.
 */
const MOST_CONTACTS = 5;

/** More than any bill of a team's. */
const MOST_BUDGET = 1_000_000;

/** @param today day in the month in which a new budget begins. @returns undefined: none is wanted. */
export function readCostBudget(reader: SettingsReader, today: Date): CostBudgetSettings | undefined {
  // 0, the default, stands for "none": the engine knows no setting that may be left out.
  const amount = reader.integer("budgetPerMonth", { fallback: 0, from: 0, to: MOST_BUDGET });
  const contacts = reader.list("budgetContacts", {
    allowed: "e-mail addresses, each once",
    read: (text) => (EMAIL.test(text) ? text : undefined),
    identity: (address) => address.toLowerCase(),
  });
  if (contacts.length > MOST_CONTACTS)
    reader.refuse("budgetContacts", contacts, `at most ${MOST_CONTACTS} e-mail addresses`);
  if (reader.isWrong(["budgetPerMonth", "budgetContacts"])) return undefined;
  if (amount > 0 && contacts.length === 0)
    reader.refuse("budgetPerMonth", amount, "set together with budgetContacts, whom Azure writes to");
  if (amount === 0 && contacts.length > 0)
    reader.refuse("budgetContacts", contacts, "set together with budgetPerMonth, of which they are told");
  return amount > 0 ? { amount, contacts, from: `${today.toISOString().slice(0, 7)}-01` } : undefined;
}
