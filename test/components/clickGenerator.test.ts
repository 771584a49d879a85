import { execFileSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import { ClickGenerator, containerCreateCommand } from "../../components/clickGenerator";
import { generatorContainer } from "../../components/generatorContainer";
import { bundleGenerator } from "../../generator/bundle";
import { childrenOf, declared } from "../program/expected";
import { record } from "../program/recording";

const tags = { team: "red" };
const place = { resourceGroupName: "group-a", location: "westeurope", tags };

describe("ClickGenerator", () => {
  const images = {
    generatorImage: "alexk002/wwiclickstreamgenerator:1",
    nodeImage: "mcr.microsoft.com/node:24",
  };
  const source = () => ({
    ...place,
    container: generatorContainer({ ...images, generator: "image" }),
    registry: undefined,
    hostName: "clicks-red-abc123",
    eventHubName: "test",
    ruleName: "send",
    key: pulumi.secret("it's=a/key"),
    clicksPerSecond: undefined,
    clicksPattern: "uniform" as const,
  });
  const registry = () => ({
    server: "team.azurecr.io",
    user: "puller",
    password: pulumi.secret("pass word"),
  });

  const environment = [
    { name: "hostName", value: "clicks-red-abc123" },
    { name: "sasKeyName", value: "send" },
    { name: "sasKeyValue", secureValue: { secret: "it's=a/key" } },
    { name: "eventHubName", value: "test" },
  ];
  const group = {
    resourceGroupName: "group-a",
    location: "westeurope",
    containerGroupName: "generator-red",
    osType: "Linux",
    sku: "Standard",
    restartPolicy: "Always",
    tags,
  };
  const container = {
    name: "generator",
    image: "alexk002/wwiclickstreamgenerator:1",
    resources: { requests: { cpu: 1, memoryInGB: 3.5 } },
    environmentVariables: environment,
  };
  const options = {
    parent: "generator",
    replaceOnChanges: ["containers[*].resources", "containers[*].ports", "osType", "restartPolicy", "sku"],
    deleteBeforeReplace: true,
  };

  it("declares one container with exactly the image's four variables and no address", async () => {
    const { resources } = await record(() => {
      new ClickGenerator("generator", { ...source(), containerGroupName: "generator-red" });
      return {};
    });
    expect(childrenOf(resources, "generator")).toEqual([
      declared("azure-native:containerinstance:ContainerGroup", "generator-group", {
        onError: ["generator-retry"],
        ...options,
        inputs: { ...group, containers: [container] },
      }),
    ]);
  });

  it("adds the rate, and the registry with its password as a secret, where set", async () => {
    const { resources } = await record(() => {
      const args = { ...source(), registry: registry(), clicksPerSecond: 50 };
      new ClickGenerator("generator", { ...args, containerGroupName: "generator-red" });
      return {};
    });
    expect(childrenOf(resources, "generator")).toEqual([
      declared("azure-native:containerinstance:ContainerGroup", "generator-group", {
        onError: ["generator-retry"],
        ...options,
        inputs: {
          ...group,
          containers: [
            {
              ...container,
              environmentVariables: [...environment, { name: "clicksPerSecond", value: "50" }],
            },
          ],
          imageRegistryCredentials: [
            { server: "team.azurecr.io", username: "puller", password: { secret: "pass word" } },
          ],
        },
      }),
    ]);
  });

  const builtin = () => ({ ...source(), container: generatorContainer({ ...images, generator: "builtin" }) });
  const asFile = async () => Buffer.from(await bundleGenerator()).toString("base64");

  it("puts this project's generator into an image of Node, with the same variables and less memory", async () => {
    const { resources } = await record(() => {
      new ClickGenerator("generator", { ...builtin(), containerGroupName: "generator-red" });
      return {};
    });
    expect(childrenOf(resources, "generator")).toEqual([
      declared("azure-native:containerinstance:ContainerGroup", "generator-group", {
        onError: ["generator-retry"],
        ...options,
        inputs: {
          ...group,
          containers: [
            {
              ...container,
              image: "mcr.microsoft.com/node:24",
              resources: { requests: { cpu: 1, memoryInGB: 1 } },
              command: ["node", "/generator/generator.mjs"],
              volumeMounts: [{ name: "generator", mountPath: "/generator", readOnly: true }],
            },
          ],
          volumes: [{ name: "generator", secret: { "generator.mjs": await asFile() } }],
        },
      }),
    ]);
  });

  it("tells a generator to be a shop, and nothing of a pattern that it has by itself", async () => {
    const { resources, outputs } = await record(() => {
      const args = { ...source(), clicksPerSecond: 50, clicksPattern: "shop" as const };
      new ClickGenerator("generator", { ...args, containerGroupName: "generator-red" });
      return { command: containerCreateCommand(args) };
    });
    const [declaredGroup] = childrenOf(resources, "generator");
    expect(declaredGroup?.inputs["containers"]).toEqual([
      {
        ...container,
        environmentVariables: [
          ...environment,
          { name: "clicksPerSecond", value: "50" },
          { name: "clicksPattern", value: "shop" },
        ],
      },
    ]);
    const { secret } = outputs["command"] as { secret: string };
    expect(secret).toContain(" clicksPerSecond=50 clicksPattern=shop --secure-environment-variables ");
  });

  it("has a command that starts the builtin generator by hand, of which a shell makes the file again", async () => {
    const { outputs } = await record(() => ({ command: containerCreateCommand(builtin()) }));
    const { secret } = outputs["command"] as { secret: string };
    // An `az` that prints what it is given, a line an argument.
    const az = "az() { printf '%s\\n' \"$@\"; }";
    const given = execFileSync("bash", ["-c", `${az}; ${secret}`], { encoding: "utf8" });
    const [words, file = ""] = given.split("\n--secrets\ngenerator.mjs=");
    expect(words?.split("\n").slice(-6)).toEqual([
      "sasKeyName=send",
      "eventHubName=test",
      "--secure-environment-variables",
      "sasKeyValue=it's=a/key",
      "--command-line",
      "node /generator/generator.mjs",
    ]);
    const [code, path] = file.split("\n--secrets-mount-path\n");
    // A shell takes line ends off.
    expect(code).toBe((await bundleGenerator()).trimEnd());
    expect(path).toBe("/generator\n");
  });

  it("has a command that does the same by hand, quoted for a shell, as a secret", async () => {
    const { outputs } = await record(() => ({ command: containerCreateCommand(source()) }));
    expect(outputs["command"]).toEqual({
      secret:
        "az container create --resource-group group-a --name click-generator --location westeurope " +
        "--image alexk002/wwiclickstreamgenerator:1 --os-type Linux --cpu 1 --memory 3.5 --restart-policy Always " +
        "--environment-variables hostName=clicks-red-abc123 sasKeyName=send eventHubName=test " +
        "--secure-environment-variables 'sasKeyValue=it'\\''s=a/key'",
    });
  });

  it("tells the command the rate and the registry too", async () => {
    const { outputs } = await record(() => ({
      command: containerCreateCommand({ ...source(), registry: registry(), clicksPerSecond: 50 }),
    }));
    const { secret } = outputs["command"] as { secret: string };
    expect(secret).toContain(" eventHubName=test clicksPerSecond=50 --secure-environment-variables ");
    expect(secret).toMatch(
      / --registry-login-server team\.azurecr\.io --registry-username puller --registry-password 'pass word'$/,
    );
  });
});
