import { atOnce } from "../../event/run/machine";

describe("how many teams are worked for at once", () => {
  it("is bounded by the teams, what was asked, the memory that is free, and the Azure CLI", () => {
    expect(atOnce(3, { free: 64e9 })).toEqual({ count: 3, why: "all teams" });
    expect(atOnce(40, { free: 64e9, asked: 10 })).toEqual({ count: 10, why: "--at-once" });
    expect(atOnce(40, { free: 5e9, asked: 20 })).toEqual({
      count: 10,
      why: "a team takes 300 MB, and 5.0 GB are free",
    });
    expect(atOnce(40, { free: 64e9, signIn: "azureCli" }).count).toBe(4);
    expect(atOnce(40, { free: 64e9, signIn: "servicePrincipal" }).count).toBe(40);
  });

  it("is one where there is hardly any memory", () => {
    expect(atOnce(40, { free: 1e9 }).count).toBe(1);
  });
});
