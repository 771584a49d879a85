import { Command } from "commander";
import { estimateEvent, type EventEstimate } from "../../event/estimate/estimateEvent";
import { livePrices, RETAIL_PRICES } from "../../event/estimate/livePrices";
import { readEventFile } from "../../event/file/readEventFile";
import { tableLines } from "../table";
import { EVENT_FILE } from "./eventFile";

interface EstimateOptions {
  readonly file: string;
  readonly json: boolean;
  readonly live: boolean;
}

const dollars = (amount: number): string => amount.toFixed(2);

/**
 * `estimate`
 *
 * @param address where `--live` asks.
 */
export function estimateCommand(address = RETAIL_PRICES): Command {
  return new Command("estimate")
    .description("says what the event costs by team, step and component, for the hours of its schedule")
    .option("--file <file>", "the event's file", EVENT_FILE)
    .option("--json", "print the whole estimate as JSON", false)
    .option(
      "--live",
      "ask Azure's price list (prices.azure.com) for today's prices; else those of this version, which asks nobody",
      false,
    )
    .action(async ({ file, json, live }: EstimateOptions) => {
      const event = await readEventFile(file, undefined);
      const estimate = estimateEvent(event, live ? await livePrices(event, new Date(), address) : undefined);
      if (json) console.log(JSON.stringify(estimate, null, 2));
      else for (const line of estimateLines(estimate)) console.log(line);
    });
}

/** An estimate as people read it. */
export function estimateLines({ asOf, region, hours, teams, cost, notes }: EventEstimate): string[] {
  const [first] = teams;
  const byComponent = (first?.components ?? []).map(({ component, step, perHour, hours: each }) => {
    const all = teams.map(
      ({ components }) => components.find((one) => one.component === component)?.cost ?? 0,
    );
    return [
      component,
      String(step),
      perHour.toFixed(3),
      each.toFixed(1),
      dollars(all.reduce((a, b) => a + b, 0)),
    ];
  });
  const stays = Object.entries(hours).map(([step, each]) => `${each.toFixed(1)} h at step ${step}`);
  return [
    `USD, list prices of ${asOf}, ${region}. ${stays.join(", ")}`.trim(),
    "",
    ...tableLines(
      ["team", "an hour", "a day", "schedule"],
      teams.map(({ team, perHour, cost: each }) => [
        team,
        dollars(perHour),
        dollars(perHour * 24),
        dollars(each),
      ]),
    ),
    "",
    ...tableLines(
      ["component", "from step", `an hour (${first?.team ?? ""})`, "hours", "all teams"],
      byComponent,
    ),
    "",
    `All teams, over the schedule: ${dollars(cost)} USD`,
    ...notes.map((note) => `  ${note}`),
  ];
}
