import type { EventFile, TeamSettings } from "./model";

const DAY = 86_400_000;

/**
 * How a team's program is told of the event's budget. Azure knows no budget of a day: what a team may cost in all days of
 * the schedule is one of a month.
 *
 * @returns nothing where there is nobody to tell.
 */
export function budgetSettings({
  budget,
  schedule,
  expires,
}: Pick<EventFile, "budget" | "schedule" | "expires">): TeamSettings {
  if (budget === undefined || budget.tell.length === 0 || !(budget.perTeamPerDay > 0)) return {};
  return {
    budgetPerMonth: String(Math.ceil(budget.perTeamPerDay * scheduledDays({ schedule, expires }))),
    budgetContacts: JSON.stringify(budget.tell),
  };
}

/** @returns days of the calendar, in UTC, on which teams stand by the schedule; without one a single day. */
function scheduledDays({ schedule, expires }: Pick<EventFile, "schedule" | "expires">): number {
  const first = schedule.find(({ verb }) => verb !== "down");
  const last = schedule.at(-1);
  if (first === undefined || last === undefined) return 1;
  const end = last.verb === "down" ? last.at.valueOf() : Date.parse(`${expires}T00:00:00Z`);
  const days = Math.floor(end / DAY) - Math.floor(first.at.valueOf() / DAY) + 1;
  return Math.max(1, days);
}
