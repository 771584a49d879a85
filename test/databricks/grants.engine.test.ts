import { COMPILE_LIMIT, RealProvider } from "./provider";

let real: RealProvider;
beforeAll(async () => (real = await RealProvider.start()), COMPILE_LIMIT);
afterAll(() => real.stop());

describe("all rights on an object, taken for those of one principal as the program's alias does", () => {
  it("are replaced by them, says Databricks' provider", async () => {
    const before = {
      catalog: "red",
      grants: [{ principal: "account users", privileges: ["USE_CATALOG"] }],
    };
    const wanted = { catalog: "red", principal: "account users", privileges: ["USE_CATALOG"] };
    const { inputs, failures } = await real.client.check("Grant", wanted);
    expect(failures).toEqual([]);
    const planned = await real.client.diff("Grant", { ...before, id: "catalog/red" }, before, inputs);
    expect(planned.changes).toBe("some");
    expect(planned.details["principal"]).toMatch(/_REPLACE$/);
    expect(planned.details["catalog"]).toBeUndefined();
  });
});
