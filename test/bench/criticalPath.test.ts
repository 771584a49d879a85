import { criticalPath } from "../../bench/criticalPath";

describe("the critical path", () => {
  it("is the longest chain, without what takes no time", () => {
    const works = [
      { name: "group", seconds: 3, after: [] },
      { name: "namespace", seconds: 75, after: ["group"] },
      { name: "workspace", seconds: 160, after: ["group"] },
      { name: "removal", seconds: 0, after: ["workspace"] },
      { name: "job", seconds: 3, after: ["removal", "namespace", "a component"] },
    ];
    expect(criticalPath(works)).toEqual({ seconds: 166, path: ["group", "workspace", "job"] });
  });

  it("of nothing takes no time", () => {
    expect(criticalPath([])).toEqual({ seconds: 0, path: [] });
  });

  it("is refused where work waits for itself", () => {
    const works = [
      { name: "a", seconds: 1, after: ["b"] },
      { name: "b", seconds: 1, after: ["a"] },
    ];
    expect(() => criticalPath(works)).toThrow("a waits for itself");
  });
});
