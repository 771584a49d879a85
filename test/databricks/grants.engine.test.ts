import { databricksProvider } from "../../scripts/databricksProvider";
import { RealProvider } from "./provider";

/** Compiling it takes minutes where that was not done before, ms. */
const COMPILE_LIMIT = 20 * 60_000;

let real: RealProvider;
beforeAll(async () => {
  real = await RealProvider.start(await databricksProvider());
  await real.client.configure({
    host: "https://adb-1234567890123456.16.azuredatabricks.net",
    authType: "pat",
    token: "none",
  });
}, COMPILE_LIMIT);
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
