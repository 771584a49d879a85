import dated from "./azure.json";

/** Limits and list prices as `azure.json` has them; prices of another day or region have the same shape. */
export type Prices = typeof dated;

/** What names a price in Azure's list: properties of its entry there, which all have to agree. */
export interface Meter {
  readonly serviceName: string;
  readonly meterName: string;
  /** What one unit of the price is for, e.g. `1 Hour`. */
  readonly unitOfMeasure: string;
  readonly productName?: string;
  readonly skuName?: string;
  readonly armSkuName?: string;
  /** Of what costs the same in every region. @default the region that is asked for */
  readonly armRegionName?: string;
}

/** One price, and what it is called in Azure's list. */
export interface MeteredPrice {
  readonly meter: Meter;
  set(price: number): void;
}

/**
 * Named as programs that read the list name them, such as infracost (`event_hubs_namespace.go`, `databricks_workspace.go`,
 * `nat_gateway.go`, whose region is `Global`); not tried against the list itself.
 *
 * @returns every price of a running challenge, with the machines of these node types alone.
 */
export function meteredPrices(prices: Prices, nodeTypes: readonly string[]): MeteredPrice[] {
  const { eventHubs, databricks, lake, generator } = prices;
  const values = [
    eventHubs.standard.unitHour,
    eventHubs.standard.millionEvents,
    databricks.jobsPremiumDbu,
    databricks.sqlServerlessDbu,
    databricks.natGatewayHour,
    lake.gigabyteMonth,
    lake.tenThousandWrites,
    generator.vcpuHour,
    generator.gigabyteHour,
  ];
  const { value: nodes, meters } = databricks.nodes;
  return [
    ...values.map((each) => ({ meter: each.meter, set: (price: number) => void (each.value = price) })),
    ...meters.flatMap((meter) => {
      const node = nodes.find(({ nodeType }) => nodeType === meter.armSkuName);
      if (node === undefined || !nodeTypes.includes(node.nodeType)) return [];
      return [{ meter, set: (price: number) => void (node.hour = price) }];
    }),
  ];
}
