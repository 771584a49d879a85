import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { estimateCommand } from "../../../cli/event/estimate";
import { estimateEvent, type EventEstimate } from "../../../event/estimate/estimateEvent";
import { livePrices } from "../../../event/estimate/livePrices";
import { parseEventFile } from "../../../event/file/readEventFile";
import dated from "../../../program/sizing/azure.json";

/** An entry, with the properties of learn.microsoft.com/rest/api/cost-management/retail-prices that are looked at. */
type ListedPrice = Readonly<Record<string, string | number>>;

/** What the list has of a meter in West Europe, unless it says otherwise. */
const entry = (serviceName: string, meterName: string, more: ListedPrice): ListedPrice => ({
  serviceName,
  meterName,
  armRegionName: "westeurope",
  type: "Consumption",
  skuName: "Standard",
  unitOfMeasure: "1 Hour",
  tierMinimumUnits: 0,
  ...more,
});

const lake = { productName: "Azure Data Lake Storage Gen2 Hierarchical Namespace", skuName: "Hot LRS" };
const machine = { productName: "Virtual Machines Ddsv5 Series", armSkuName: "Standard_D4ds_v5" };

const all: readonly ListedPrice[] = [
  entry("Event Hubs", "Standard Throughput Unit", { retailPrice: 0.04 }),
  entry("Event Hubs", "Standard Throughput Unit", { retailPrice: 9, armRegionName: "eastus" }),
  entry("Event Hubs", "Standard Ingress Events", { retailPrice: 0.03, unitOfMeasure: "1M" }),
  entry("Azure Databricks", "Premium Jobs Compute DBU", {
    retailPrice: 0.31,
    skuName: "Premium Jobs Compute",
  }),
  entry("Azure Databricks", "Premium Serverless SQL DBU", {
    retailPrice: 0.91,
    skuName: "Premium Serverless SQL",
  }),
  entry("Virtual Machines", "D4ds v5", { retailPrice: 0.27, ...machine }),
  entry("Virtual Machines", "D4ds v5 Spot", { retailPrice: 0.03, ...machine }),
  entry("Virtual Machines", "D4ds v5", {
    retailPrice: 0.45,
    ...machine,
    productName: "Virtual Machines Ddsv5 Series Windows",
  }),
  entry("Virtual Machines", "D4ds v5", { retailPrice: 0.17, ...machine, type: "Reservation" }),
  entry("NAT Gateway", "Standard Gateway", { retailPrice: 0.05, armRegionName: "Global" }),
  entry("Storage", "Hot LRS Data Stored", {
    retailPrice: 0.018,
    ...lake,
    unitOfMeasure: "1 GB/Month",
    tierMinimumUnits: 51_200,
  }),
  entry("Storage", "Hot LRS Data Stored", { retailPrice: 0.019, ...lake, unitOfMeasure: "1 GB/Month" }),
  entry("Storage", "Hot Write Operations", { retailPrice: 0.07, ...lake, unitOfMeasure: "10K" }),
  entry("Container Instances", "Standard vCPU Duration", { retailPrice: 0.05 }),
  entry("Container Instances", "Standard Memory Duration", {
    retailPrice: 0.006,
    unitOfMeasure: "1 GB Hour",
  }),
];

let server: Server | undefined;
afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))));

/** Answers a filter of `A eq 'B'` with an entry a page. @returns its address. */
async function serve(entries: readonly ListedPrice[], linkTo?: string): Promise<string> {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "", `http://${request.headers.host ?? ""}`);
    const wanted = [...(url.searchParams.get("$filter") ?? "").matchAll(/(\w+) eq '([^']*)'/g)];
    const found = entries.filter((each) =>
      // The filter calls the type of a price otherwise than the answer does.
      wanted.every(([, name = "", value]) => each[name === "priceType" ? "type" : name] === value),
    );
    const skip = Number(url.searchParams.get("$skip") ?? 0);
    url.searchParams.set("$skip", String(skip + 1));
    const more = skip + 1 < found.length;
    response.writeHead(200, { "content-type": "application/json" }).end(
      JSON.stringify({
        Items: found.slice(skip, skip + 1),
        NextPageLink: more ? (linkTo ?? url.href) : null,
      }),
    );
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/retail/prices`;
}

const text = (regions: string, ...more: readonly string[]): string =>
  [
    "event: contoso",
    "owner: coach@contoso.com",
    "expires: 2027-03-13",
    `places: [{ subscription: 11111111-1111-4111-8111-111111111111, regions: [${regions}] }]`,
    "teams: [red]",
    ...more,
  ].join("\n");
const eventIn = (regions: string) => parseEventFile(text(regions), "event.yaml", undefined);
const today = new Date("2026-11-28T10:00:00Z");

describe("prices of today", () => {
  it("are the list's for the first unit in the region, and no machine's with Windows, spot or reserved", async () => {
    const event = eventIn("westeurope");
    const { prices, notes } = await livePrices(event, today, await serve(all));
    expect(notes).toEqual([]);
    expect([prices.asOf, prices.region]).toEqual([
      "2026-11-28",
      "westeurope, pay as you go, list price without tax",
    ]);
    const perHour = Object.fromEntries(
      (estimateEvent(event, { prices, notes }).teams[0]?.components ?? []).map(
        ({ component, perHour: each }) => [component, Number(each.toFixed(6))],
      ),
    );
    expect(perHour).toEqual({
      "Event Hubs, units": 0.04,
      "Event Hubs, events": Number((0.0036 * 0.03).toFixed(6)),
      "Databricks, machines": 0.27,
      "Databricks, DBUs": 0.31,
      "Databricks, NAT gateway": 0.05,
      "Lake, writes": Number((1.8 * 0.07).toFixed(6)),
      // 25 bytes of each of 3600 clicks.
      "Lake, a month of clicks": Number((25 * 3600e-9 * 0.019).toFixed(6)),
      "Click generator": Number((0.05 + 3.5 * 0.006).toFixed(6)),
    });
    expect(prices.databricks.sqlServerlessDbu.value).toBe(0.91);
    // The file's own stay as they are.
    expect(dated.eventHubs.standard.unitHour.value).toBe(0.03);
  });

  it("are the file's where the list has no meter, another unit or several prices, and a note says which", async () => {
    const entries = [
      ...all.filter(
        ({ meterName }) => meterName !== "Standard Gateway" && meterName !== "Hot Write Operations",
      ),
      entry("Storage", "Hot Write Operations", { retailPrice: 7, ...lake, unitOfMeasure: "1M" }),
      entry("Event Hubs", "Standard Throughput Unit", { retailPrice: 0.05 }),
    ];
    const { prices, notes } = await livePrices(
      eventIn("westeurope, northeurope"),
      today,
      await serve(entries),
    );
    expect(notes).toEqual([
      `Standard Throughput Unit at the price of ${dated.asOf}: the list has several: 0.04, 0.05`,
      `Standard Gateway at the price of ${dated.asOf}: the list has no such meter in the region`,
      `Hot Write Operations at the price of ${dated.asOf}: the list counts it by 1M, and not by 10K`,
      "prices of westeurope, also for teams that go to another region",
    ]);
    expect(prices.eventHubs.standard.unitHour.value).toBe(dated.eventHubs.standard.unitHour.value);
    expect(prices.databricks.natGatewayHour.value).toBe(dated.databricks.natGatewayHour.value);
    expect(prices.lake.tenThousandWrites.value).toBe(dated.lake.tenThousandWrites.value);
    expect(prices.lake.gigabyteMonth.value).toBe(0.019);
  });

  it("are refused where the list cannot be asked, and no page is read at another address", async () => {
    const gone = await serve(all);
    await new Promise((resolve) => server?.close(resolve));
    await expect(livePrices(eventIn("westeurope"), today, gone)).rejects.toThrow(
      /^http:\/\/127\.0\.0\.1:\d+ could not be asked for prices: .*ECONNREFUSED.*\. Without --live those of/,
    );
    const address = await serve(all, "http://127.0.0.2/elsewhere");
    await expect(livePrices(eventIn("westeurope"), today, address)).rejects.toThrow(
      "could not be asked for prices: its next page would be at http://127.0.0.2.",
    );
  });
});

describe("estimate --live", () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "estimate-"))));
  afterEach(() => rm(folder, { recursive: true }));

  it("prints what the list's prices come to, and asks nobody without the flag", async () => {
    const file = join(folder, "event.yaml");
    await writeFile(file, text("westeurope", "settings: { throughStep: 1 }"));
    const printed: string[] = [];
    const log = jest.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
    const address = await serve(all);
    await estimateCommand(address).parseAsync(["--file", file, "--json", "--live"], { from: "user" });
    await estimateCommand("http://127.0.0.1:9").parseAsync(["--file", file, "--json"], { from: "user" });
    log.mockRestore();
    const estimates = printed.map((each) => JSON.parse(each) as EventEstimate);
    expect(estimates.map(({ asOf, teams }) => [asOf, teams[0]?.components[0]?.perHour])).toEqual([
      [new Date().toISOString().slice(0, 10), 0.04],
      [dated.asOf, 0.03],
    ]);
  });
});
