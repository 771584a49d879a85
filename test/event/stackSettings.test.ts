import { plainSettingsIn, settingsToSet } from "../../event/run/stackSettings";

describe("what a team's stack is set to", () => {
  const file = {
    "clickstream-challenge:team": "red",
    "clickstream-challenge:members": ["group:1"],
    "clickstream-challenge:registryPassword": { secure: "v1:abc" },
    "azure-native:subscriptionId": "s",
  };

  it("begins with what its file has of the project, and leaves secrets alone", () => {
    expect(plainSettingsIn(file, "clickstream-challenge")).toEqual({ team: "red", members: ["group:1"] });
  });

  it("loses what the event gives no longer, members among it", () => {
    const before = plainSettingsIn(file, "clickstream-challenge");
    const set = settingsToSet(before, { team: "red" });
    expect(Object.keys(set).sort()).toEqual(["members", "team"]);
    expect(set["members"]).toBeUndefined();
  });

  it("has a list as a list, and all else as text", () => {
    expect(settingsToSet({}, { members: '["group:1","2"]', throughStep: "4", dashboard: "false" })).toEqual({
      members: ["group:1", "2"],
      throughStep: "4",
      dashboard: "false",
    });
  });
});
