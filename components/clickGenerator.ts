import { ContainerGroup } from "@pulumi/azure-native/containerinstance";
import * as pulumi from "@pulumi/pulumi";
import type { ClicksPattern } from "../generator/pattern";
import type { Registry } from "../program/settings";
import { failureHook } from "./failureHook";
import { programMount, programOptions, programVolume, type GeneratorContainer } from "./generatorContainer";

/** What the generator must know to send clicks; also what a team puts into its own `az container create`. */
export interface ClickSource {
  readonly container: GeneratorContainer;
  /** Credentials for the image's registry; undefined: pulled anonymously. */
  readonly registry: Registry | undefined;
  /** Name of the team's resource group. */
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  /** SHORT name of the namespace: the image appends `.servicebus.windows.net`. */
  readonly hostName: pulumi.Input<string>;
  readonly eventHubName: pulumi.Input<string>;
  /** Rule that may only send: the image prints its connection string to the container's log. */
  readonly ruleName: pulumi.Input<string>;
  /** The rule's key. Secret. */
  readonly key: pulumi.Output<string>;
  /** Undefined: not passed on, and the generator keeps its own rate. */
  readonly clicksPerSecond: number | undefined;
  /** Passed on unless it is `uniform`, which is what every generator does by itself. */
  readonly clicksPattern: ClicksPattern;
}

/** Arguments of {@link ClickGenerator}. */
export interface ClickGeneratorArgs extends ClickSource {
  readonly containerGroupName: pulumi.Input<string>;
  readonly tags: Record<string, string>;
}

/** The click generator, as a container that restarts whenever it ends. */
export class ClickGenerator extends pulumi.ComponentResource {
  /** The container group, for what must be removed before it. */
  readonly resource: ContainerGroup;

  constructor(name: string, args: ClickGeneratorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("clickstream:challenge:ClickGenerator", name, {}, opts);
    const { registry, container } = args;
    this.resource = new ContainerGroup(
      `${name}-group`,
      {
        resourceGroupName: args.resourceGroupName,
        location: args.location,
        containerGroupName: args.containerGroupName,
        osType: "Linux",
        sku: "Standard",
        restartPolicy: "Always",
        containers: [containerInputs(args)],
        ...(container.program && { volumes: [programVolume(container.program)] }),
        ...(registry && {
          imageRegistryCredentials: [
            { server: registry.server, username: registry.user, password: registry.password },
          ],
        }),
        tags: args.tags,
      },
      {
        parent: this,
        // Azure refuses to change these in place (InvalidContainerGroupUpdate).
        replaceOnChanges: [
          "containers[*].resources",
          "containers[*].ports",
          "osType",
          "restartPolicy",
          "sku",
        ],
        deleteBeforeReplace: true,
        hooks: { onError: [failureHook(`${name}-retry`)] },
      },
    );
    this.registerOutputs({ containerGroupName: this.resource.name });
  }
}

function containerInputs(args: ClickSource) {
  const { container } = args;
  const { vcpus, gigabytes } = container.size;
  return {
    name: "generator",
    image: container.image,
    resources: { requests: { cpu: vcpus, memoryInGB: gigabytes } },
    ...(container.program && programMount),
    environmentVariables: [
      { name: "hostName", value: args.hostName },
      { name: "sasKeyName", value: args.ruleName },
      { name: "sasKeyValue", secureValue: args.key },
      { name: "eventHubName", value: args.eventHubName },
      ...optionalVariables(args).map(([name, value]) => ({ name, value })),
    ],
  };
}

/** Variables that a generator need not know. */
function optionalVariables({ clicksPerSecond, clicksPattern }: ClickSource): [name: string, value: string][] {
  return Object.entries({
    ...(clicksPerSecond !== undefined && { clicksPerSecond: String(clicksPerSecond) }),
    ...(clicksPattern !== "uniform" && { clicksPattern }),
  });
}

/** Quotes a word for POSIX shells. */
function quoted(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * The command with which a team starts the generator by hand, as the challenge's second step has it.
 *
 * @returns secret, because it holds the key. It makes a container group of another name than
 *   {@link ClickGenerator} does, so that a later step of the program does not find its place taken.
 */
export function containerCreateCommand(source: ClickSource): pulumi.Output<string> {
  const { image, size, program } = source.container;
  return pulumi
    .output({
      resourceGroupName: source.resourceGroupName,
      location: source.location,
      hostName: source.hostName,
      ruleName: source.ruleName,
      key: source.key,
      eventHubName: source.eventHubName,
      password: source.registry?.password ?? "",
      program,
    })
    .apply((values) => {
      const options: [string, ...string[]][] = [
        ["--resource-group", values.resourceGroupName],
        ["--name", "click-generator"],
        ["--location", values.location],
        ["--image", image],
        ["--os-type", "Linux"],
        ["--cpu", String(size.vcpus)],
        ["--memory", String(size.gigabytes)],
        ["--restart-policy", "Always"],
        [
          "--environment-variables",
          `hostName=${values.hostName}`,
          `sasKeyName=${values.ruleName}`,
          `eventHubName=${values.eventHubName}`,
          ...optionalVariables(source).map(([name, value]) => `${name}=${value}`),
        ],
        ["--secure-environment-variables", `sasKeyValue=${values.key}`],
      ];
      if (source.registry) {
        options.push(["--registry-login-server", source.registry.server]);
        options.push(["--registry-username", source.registry.user]);
        options.push(["--registry-password", values.password]);
      }
      return [
        "az container create",
        ...options.map((words) => words.map(quoted).join(" ")),
        ...(values.program === undefined ? [] : [programOptions(values.program)]),
      ].join(" ");
    });
}
