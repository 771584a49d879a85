import { asAnswered, previewUpdate, refreshedBridged } from "../../../emulator/grpc/preview";
import { UNKNOWN } from "../../../emulator/grpc/properties";

describe("what an update will put out, in a preview", () => {
  const state = {
    name: "connector",
    location: "westeurope",
    identity: { type: "SystemAssigned", principalId: "p" },
    tags: { owner: "a" },
    provisioningState: "Succeeded",
  };
  const inputs = { connectorName: "connector", identity: { type: "SystemAssigned" }, tags: { owner: "b" } };

  it("azure-native knows the inputs, the name and the location, and nothing that the service answers", () => {
    expect(previewUpdate("azure-native", state, inputs)).toEqual({
      connectorName: "connector",
      name: "connector",
      location: "westeurope",
      identity: { type: "SystemAssigned", principalId: UNKNOWN },
      tags: { owner: "b" },
      provisioningState: UNKNOWN,
    });
  });

  it("a bridged provider keeps what the plan does not touch", () => {
    expect(previewUpdate("databricks", { url: "u", name: "a" }, { name: "b" })).toEqual({
      url: "u",
      name: "b",
    });
  });
});

describe("inputs of a bridged resource after a refresh", () => {
  it("follow what the service changed and nothing that it merely answers", () => {
    const inputs = { sku: { name: "Standard" }, tags: { owner: "a" }, key: "k" };
    const before = { sku: { name: "Standard", capacity: 1 }, tags: { owner: "a" }, key: null };
    const after = { sku: { name: "Basic", capacity: 2 }, tags: { owner: "b", more: "m" }, key: null };
    expect(refreshedBridged(inputs, before, after)).toEqual({
      sku: { name: "Basic" },
      tags: { owner: "b" },
      key: "k",
    });
  });
});

describe("what an import finds", () => {
  it("is everything but the secrets", () => {
    const group = {
      containers: [
        {
          environmentVariables: [
            { name: "key", secureValue: "hush" },
            { name: "hub", value: "test" },
          ],
        },
      ],
      imageRegistryCredentials: [{ username: "u", password: "hush" }],
    };
    expect(asAnswered(group)).toEqual({
      containers: [{ environmentVariables: [{ name: "key" }, { name: "hub", value: "test" }] }],
      imageRegistryCredentials: [{ username: "u" }],
    });
  });
});
