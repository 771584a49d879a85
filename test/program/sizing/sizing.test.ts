import fc from "fast-check";
import { sizeFor } from "../../../program/sizing";
import azure from "../../../program/sizing/azure.json";

const cost = (rate: number, component: string): number | undefined =>
  sizeFor({ clicksPerSecond: rate }).costs.find((line) => line.component === component)?.perHour;

describe("the size of the event hub", () => {
  it("buys throughput units for the steady rate and lets them inflate for the peak", () => {
    expect(sizeFor({ clicksPerSecond: 5_000 }).hub).toEqual({
      tier: "Standard",
      units: 5,
      maxUnits: 8,
      carries: 8_000,
    });
  });

  it("counts bytes where clicks are larger than a kilobyte", () => {
    expect(sizeFor({ clicksPerSecond: 1_000, bytesPerClick: 2_500, peakFactor: 1 }).hub).toMatchObject({
      units: 3,
      maxUnits: 3,
      carries: 1_200,
    });
  });

  it("stays in Standard up to exactly 40 throughput units", () => {
    expect(sizeFor({ clicksPerSecond: 40_000 }).hub).toMatchObject({
      tier: "Standard",
      units: 40,
      maxUnits: 40,
    });
    expect(sizeFor({ clicksPerSecond: 40_001 }).hub).toMatchObject({ tier: "Premium", units: 8 });
  });

  it("takes steps that Premium and Dedicated are sold in", () => {
    expect(sizeFor({ clicksPerSecond: 100_000 }).hub).toMatchObject({ tier: "Premium", units: 16 });
    expect(sizeFor({ clicksPerSecond: 120_000 }).hub).toMatchObject({ tier: "Dedicated", units: 2 });
    expect(sizeFor({ clicksPerSecond: 1_000_000 }).hub).toMatchObject({ tier: "Dedicated", units: 16 });
  });

  it("says so past the largest cluster", () => {
    expect(() => sizeFor({ clicksPerSecond: 2_000_000 })).toThrow(
      "2000000 clicks/s with peaks of 3000000 are more than a Dedicated cluster of 20 capacity units carries",
    );
  });
});

describe("the size of the cluster", () => {
  it.each([
    [1, "Standard_D4ds_v5", 0],
    [50_000, "Standard_D4ds_v5", 0],
    [50_001, "Standard_D8ds_v5", 0],
    [200_000, "Standard_D16ds_v5", 0],
    [200_001, "Standard_D16ds_v5", 2],
    [1_000_000, "Standard_D16ds_v5", 5],
  ])("for %d clicks/s is %s with %d workers", (clicksPerSecond, nodeType, workers) => {
    expect(sizeFor({ clicksPerSecond }).cluster).toMatchObject({ nodeType, workers });
  });
});

describe("the bill", () => {
  it("has the list prices an hour of a team at 1,000 clicks/s", () => {
    expect(cost(1_000, "Event Hubs, units")).toBeCloseTo(0.03, 10);
    expect(cost(1_000, "Event Hubs, events")).toBeCloseTo(3.6 * 0.028, 10);
    expect(cost(1_000, "Databricks, machines")).toBeCloseTo(0.226, 10);
    expect(cost(1_000, "Databricks, DBUs")).toBeCloseTo(0.3, 10);
    expect(cost(1_000, "Click generator")).toBeCloseTo(0.0405 + 0.0045, 10);
    expect(cost(1, "Click generator")).toBeCloseTo(0.0405 + 3.5 * 0.0045, 10);
  });

  it("bills events in Standard alone", () => {
    expect(cost(100_000, "Event Hubs, events")).toBe(0);
  });

  it("bills the driver besides the workers", () => {
    expect(cost(1_000_000, "Databricks, machines")).toBeCloseTo(6 * 0.904, 10);
    expect(cost(1_000_000, "Databricks, DBUs")).toBeCloseTo(6 * 4 * 0.3, 10);
  });

  it("bills a warehouse only with a dashboard", () => {
    const without = sizeFor({ clicksPerSecond: 1 });
    const withOne = sizeFor({ clicksPerSecond: 1, dashboard: true });
    expect(withOne.total.perHour - without.total.perHour).toBeCloseTo(2.8, 10);
    expect(withOne.costs.length - without.costs.length).toBe(1);
  });
});

describe("the first bottleneck", () => {
  it.each([
    [1, "generator", 1],
    [1_000, "event hub units", 2_000],
    [40_000, "event hub units", 40_000],
    [100_000, "partitions", 156_250],
  ])("at %d clicks/s is: %s", (clicksPerSecond, component, at) => {
    expect(sizeFor({ clicksPerSecond }).firstBottleneck).toMatchObject({ component, at });
  });

  it("names the tier's end where raising the setting no longer helps", () => {
    expect(sizeFor({ clicksPerSecond: 40_000 }).firstBottleneck.remedy).toContain("Event Hubs Premium");
  });
});

describe("for any rate", () => {
  const rates = fc.double({ min: 0.01, max: 1_300_000, noNaN: true });

  it("everything that is bought carries the rate, within the tier's limits", () => {
    fc.assert(
      fc.property(rates, (clicksPerSecond) => {
        const { hub, partitions, cluster, generator, firstBottleneck } = sizeFor({ clicksPerSecond });
        expect(hub.carries).toBeGreaterThanOrEqual(clicksPerSecond);
        expect(hub.maxUnits).toBeGreaterThanOrEqual(hub.units);
        expect(cluster.carries).toBeGreaterThanOrEqual(2 * clicksPerSecond);
        expect(partitions).toBeLessThanOrEqual({ Standard: 32, Premium: 100, Dedicated: 1024 }[hub.tier]);
        expect(partitions * 1e6).toBeGreaterThanOrEqual(clicksPerSecond * azure.click.bytes.value);
        expect(firstBottleneck.at).toBeGreaterThanOrEqual(Math.floor(clicksPerSecond));
        expect(generator.kind).toBe(clicksPerSecond <= 1 ? "image" : "builtin");
      }),
    );
  });

  it("more clicks never cost less while the tier stays, and the lines add up", () => {
    fc.assert(
      fc.property(rates, fc.double({ min: 1, max: 1.2, noNaN: true }), (rate, factor) => {
        const less = sizeFor({ clicksPerSecond: rate });
        const more = sizeFor({ clicksPerSecond: Math.min(1_300_000, rate * factor) });
        fc.pre(less.hub.tier === more.hub.tier);
        expect(more.total.perHour).toBeGreaterThanOrEqual(less.total.perHour - 1e-9);
        const sum = more.costs.reduce((total, line) => total + line.perMonth, 0);
        expect(more.total.perMonth).toBeCloseTo(sum, 6);
      }),
    );
  });
});

describe("a load that is none", () => {
  it.each([
    [{ clicksPerSecond: 0 }, "clicksPerSecond is 0"],
    [{ clicksPerSecond: Number.NaN }, "clicksPerSecond is NaN"],
    [{ clicksPerSecond: Number.POSITIVE_INFINITY }, "clicksPerSecond is Infinity"],
    [{ clicksPerSecond: 1, peakFactor: 0.9 }, "peakFactor is 0.9"],
    [{ clicksPerSecond: 1, bytesPerClick: 0 }, "bytesPerClick is 0"],
  ])("%j is refused by name", (load, message) => {
    expect(() => sizeFor(load)).toThrow(message);
  });
});
