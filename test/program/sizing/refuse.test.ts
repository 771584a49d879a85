import { refuseIfTooSmall, sizeFor, type RateSettings } from "../../../program/sizing";

const settings: RateSettings = {
  generator: "image",
  generatorImage: "registry.example/clicks:2",
  throughputUnits: 1,
  maxThroughputUnits: 4,
  partitions: 4,
  nodeType: "Standard_D4ds_v5",
  workers: 0,
  compute: "jobCluster",
};

describe("settings that cannot carry the wanted rate", () => {
  it("are not judged where no rate is wanted", () => {
    expect(refuseIfTooSmall({ ...settings, generatorImage: "alexk002/wwiclickstreamgenerator:1" })).toEqual(
      [],
    );
  });

  it("pass at exactly what they carry", () => {
    expect(refuseIfTooSmall({ ...settings, clicksPerSecond: 4_000 })).toEqual([]);
  });

  it("name the ceiling of throughput units and the least that would do", () => {
    expect(refuseIfTooSmall({ ...settings, clicksPerSecond: 4_001 })).toEqual([
      {
        setting: "maxThroughputUnits",
        reason: "4 throughput units carry 4,000 clicks/s, 4,001 clicks/s are wanted: set at least 5",
      },
    ]);
  });

  it("are all named at once", () => {
    const found = refuseIfTooSmall({
      ...settings,
      clicksPerSecond: 120_000,
      generatorImage: "whatthehackmsft/wwiclickstreamgenerator:1",
    });
    expect(found.map(({ setting }) => setting)).toEqual([
      "clicksPerSecond",
      "partitions",
      "nodeType",
      "generatorImage",
    ]);
    expect(found[0]?.reason).toContain("40 throughput units: 40,000 clicks/s");
    expect(found[1]?.reason).toContain("set at least 16");
  });

  it("name the workers where there are some, and count them", () => {
    const large = { ...settings, maxThroughputUnits: 40, partitions: 32 };
    expect(
      refuseIfTooSmall({ ...large, workers: 1, clicksPerSecond: 200_000 }).map((x) => x.setting),
    ).toEqual(["clicksPerSecond", "workers"]);
    expect(
      refuseIfTooSmall({ ...large, workers: 2, clicksPerSecond: 200_000 }).map((x) => x.setting),
    ).toEqual(["clicksPerSecond"]);
  });

  it("do not include a node type nobody measured, or serverless", () => {
    const large = { ...settings, maxThroughputUnits: 40, partitions: 32, clicksPerSecond: 200_000 };
    const judged = (change: Partial<RateSettings>): string[] =>
      refuseIfTooSmall({ ...large, ...change }).map(({ setting }) => setting);
    expect(judged({})).toContain("nodeType");
    expect(judged({ nodeType: "Standard_E64ds_v5" })).toEqual(["clicksPerSecond"]);
    expect(judged({ compute: "serverless" })).toEqual(["clicksPerSecond"]);
  });

  it("recognise the challenge's image in any registry, by its name alone", () => {
    const refused = (generatorImage: string): boolean =>
      refuseIfTooSmall({ ...settings, clicksPerSecond: 2, generatorImage }).length > 0;
    expect(refused("wwiclickstreamgenerator")).toBe(true);
    expect(refused("my.azurecr.io/mirror/wwiclickstreamgenerator@sha256:00")).toBe(true);
    expect(refused("my.azurecr.io/wwiclickstreamgenerator-fast:1")).toBe(false);
  });

  it("are not judged by an image that does not run", () => {
    const image = "alexk002/wwiclickstreamgenerator:1";
    const builtin = {
      ...settings,
      generator: "builtin",
      generatorImage: image,
      clicksPerSecond: 1_000,
    } as const;
    expect(refuseIfTooSmall(builtin)).toEqual([]);
  });

  it("never include what sizeFor proposes within Standard", () => {
    for (const clicksPerSecond of [2, 100, 999, 1_001, 12_345, 40_000]) {
      const { hub, partitions, cluster } = sizeFor({ clicksPerSecond });
      const proposed = {
        ...settings,
        clicksPerSecond,
        throughputUnits: hub.units,
        maxThroughputUnits: hub.maxUnits,
        partitions,
        nodeType: cluster.nodeType,
        workers: cluster.workers,
      };
      expect(refuseIfTooSmall(proposed)).toEqual([]);
    }
  });
});
