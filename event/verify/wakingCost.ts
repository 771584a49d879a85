import dated from "../../program/sizing/azure.json";

/** Longest that a warehouse is awake for a verification, in minutes: five of questions, and five until it stops by itself. */
const AWAKE_MINUTES = 10;

/** @returns what it costs at most to wake so many SQL warehouses for a verification, in words. */
export function wakingCost(warehouses: number): string {
  const { warehouseDbuPerHour, sqlServerlessDbu } = dated.databricks;
  const perHour = warehouseDbuPerHour.value * sqlServerlessDbu.value;
  const most = (warehouses * perHour * AWAKE_MINUTES) / 60;
  return (
    `asks ${warehouses} SQL ${warehouses === 1 ? "warehouse" : "warehouses"}, four at a time. One costs ` +
    `${perHour.toFixed(2)} USD for an hour awake, and is awake for ${AWAKE_MINUTES} min at most: up to ` +
    `${most.toFixed(2)} USD in all (list prices of ${dated.asOf})`
  );
}
