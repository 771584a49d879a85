import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import azureNative from "@pulumi/azure-native/package.json";
import databricks from "@pulumi/databricks/package.json";
import random from "@pulumi/random/package.json";
import pulumi from "@pulumi/pulumi/package.json";
import type { CloudApi } from "../core/cloudApi";
import { dynamicService } from "./dynamic";
import type { IsOwnCode } from "./ownCode";
import { Watcher, type Operation } from "./protocol";
import { providerService } from "./service";

/** The packages a cloud answers for, with the versions that the program asks the engine for. */
const packages = {
  "azure-native": azureNative.version,
  databricks: databricks.version,
  random: random.version,
} as const;

/** What to serve, and who is told of operations. */
export interface ServeOptions {
  readonly cloud: CloudApi;
  /** Which code of dynamic resources is run. No other user of this machine must be able to have any run. */
  readonly isOwnCode: IsOwnCode;
  /** Environment of the program's dynamic resources, on top of this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Called when an operation starts and again, with its end, when it ends. */
  readonly onOperation?: (operation: Operation) => void;
}

/** Providers that a Pulumi engine can attach to. */
export interface ServedProviders {
  /** Variables that make an engine attach to them and download no plugin. */
  readonly environment: Readonly<Record<string, string>>;
  /** Resolves when no operation is running. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Serves a cloud as the providers `azure-native`, `databricks`, `random` and `pulumi-nodejs` (dynamic
 * resources), each on a free port of the loopback interface.
 */
export async function serveProviders(options: ServeOptions): Promise<ServedProviders> {
  const { cloud } = options;
  const watcher = new Watcher(options.onOperation);
  const services: Record<string, UntypedServiceImplementation> = {
    "pulumi-nodejs": dynamicService({
      version: pulumi.version,
      environment: { ...process.env, ...options.environment },
      watcher,
      isOwnCode: options.isOwnCode,
    }),
  };
  for (const [provider, version] of Object.entries(packages)) {
    services[provider] = providerService({ provider, version, cloud, watcher });
  }
  const served = await Promise.all(
    Object.entries(services).map(async ([provider, service]) => ({ provider, ...(await serve(service)) })),
  );
  return {
    environment: {
      PULUMI_DEBUG_PROVIDERS: served.map(({ provider, port }) => `${provider}:${String(port)}`).join(","),
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    },
    idle: () => watcher.idle(),
    stop: async () => {
      for (const { server } of served) server.forceShutdown();
      await watcher.idle();
    },
  };
}

async function serve(service: UntypedServiceImplementation): Promise<{ server: Server; port: number }> {
  // A notebook travels in one message; the protocol's own limit of 4 MB is not Pulumi's.
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, service);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { server, port };
}
