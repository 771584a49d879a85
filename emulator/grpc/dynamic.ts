import { createRequire } from "node:module";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { decode, encode, type Decoded } from "./properties";
import type { IsOwnCode } from "./ownCode";
import { empty, pluginMethods, resourceOf, unary, type Watcher } from "./protocol";

/** The property in which a dynamic resource carries the code that creates and deletes it. */
const CODE = "__provider";

/** What the code of dynamic resources runs with. */
export interface DynamicOptions {
  /** Version of Pulumi's SDK. */
  readonly version: string;
  /** Its `process.env`. */
  readonly environment: NodeJS.ProcessEnv;
  readonly watcher: Watcher;
  readonly isOwnCode: IsOwnCode;
}

/**
 * The provider of dynamic resources: runs the code that the program serialised into their state, as the SDK's
 * own plugin does (`@pulumi/pulumi/cmd/dynamic-provider`), which an engine cannot attach to.
 */
export function dynamicService(options: DynamicOptions): UntypedServiceImplementation {
  const providerIn = loaderOf(options);
  const watch = <T>(method: "create" | "read" | "update" | "delete", urn: string, work: () => Promise<T>) => {
    const { type, name } = resourceOf(urn);
    return options.watcher.watch(method, type, name, work);
  };
  return {
    ...pluginMethods(options.version),
    checkConfig: unary((request: proto.CheckRequest) =>
      new proto.CheckResponse().setInputs(request.getNews()),
    ),
    diffConfig: unary(() => new proto.DiffResponse()),
    configure: unary(() => new proto.ConfigureResponse().setAcceptsecrets(true)),
    check: unary((request: proto.CheckRequest) => check(providerIn, request)),
    diff: unary((request: proto.DiffRequest) => diff(providerIn, request)),
    create: unary(async (request: proto.CreateRequest) => {
      const { values, secret } = decode(request.getProperties());
      const created = await watch("create", request.getUrn(), async () =>
        (await providerIn(values)).create(values),
      );
      return new proto.CreateResponse()
        .setId(created.id)
        .setProperties(withCode(created.outs, values, secret));
    }),
    read: unary((request: proto.ReadRequest) =>
      watch("read", request.getUrn(), () => read(providerIn, request)),
    ),
    update: unary(async (request: proto.UpdateRequest) => {
      const { values, secret } = decode(request.getNews());
      const olds = decode(request.getOlds()).values;
      const updated = await watch("update", request.getUrn(), async () =>
        (await providerIn(values)).update?.(request.getId(), olds, values),
      );
      return new proto.UpdateResponse().setProperties(withCode(updated?.outs, values, secret));
    }),
    delete: unary(async (request: proto.DeleteRequest) => {
      const { values } = decode(request.getProperties());
      await watch("delete", request.getUrn(), async () =>
        (await providerIn(values)).delete?.(request.getId(), values),
      );
      return empty();
    }),
    cancel: unary(() => empty()),
  };
}

/** Loads the code of each provider once. */
function loaderOf(options: DynamicOptions): ProviderIn {
  const providers = new Map<string, ResourceProvider>();
  return async (values) => {
    const code = String(values[CODE]);
    const known = providers.get(code);
    if (known !== undefined) return known;
    // Whoever reaches this port could have any code run here.
    if (!(await options.isOwnCode(code)))
      throw new Error("This dynamic resource's code is not this program's own: it is not run.");
    const provider = load(code, options.environment);
    providers.set(code, provider);
    return provider;
  };
}

type ProviderIn = (values: Record<string, unknown>) => Promise<ResourceProvider>;

async function check(providerIn: ProviderIn, request: proto.CheckRequest): Promise<proto.CheckResponse> {
  const olds = decode(request.getOlds()).values;
  const { values, secret } = decode(request.getNews());
  const checked = await (await providerIn(values)).check?.(olds, values);
  const response = new proto.CheckResponse().setInputs(withCode(checked?.inputs ?? values, values, secret));
  for (const { property, reason } of checked?.failures ?? []) {
    response.addFailures(new proto.CheckFailure().setProperty(property).setReason(reason));
  }
  return response;
}

async function diff(providerIn: ProviderIn, request: proto.DiffRequest): Promise<proto.DiffResponse> {
  const { values } = decode(request.getNews());
  const response = new proto.DiffResponse();
  const found = await (
    await providerIn(values)
  ).diff?.(request.getId(), decode(request.getOlds()).values, values);
  if (found === undefined) return response;
  const { DIFF_SOME, DIFF_NONE, DIFF_UNKNOWN } = proto.DiffResponse.DiffChanges;
  return response
    .setChanges(found.changes === undefined ? DIFF_UNKNOWN : found.changes ? DIFF_SOME : DIFF_NONE)
    .setReplacesList(found.replaces ?? [])
    .setDeletebeforereplace(found.deleteBeforeReplace ?? false);
}

async function read(providerIn: ProviderIn, request: proto.ReadRequest): Promise<proto.ReadResponse> {
  const { values, secret } = decode(request.getProperties());
  const found = await (await providerIn(values)).read?.(request.getId(), values);
  if (found === undefined) {
    return new proto.ReadResponse().setId(request.getId()).setProperties(request.getProperties());
  }
  if (found.id === undefined || found.id === "") return new proto.ReadResponse();
  return new proto.ReadResponse().setId(found.id).setProperties(withCode(found.props, values, secret));
}

function withCode(
  outputs: Record<string, unknown> | undefined,
  from: Decoded["values"],
  secret: Decoded["secret"],
) {
  return encode({ ...outputs, [CODE]: from[CODE] }, secret);
}

/**
 * Runs serialised code as a CommonJS module of this repository, so that it finds the packages that the program
 * found. It gets an environment of its own: two clouds in one process have two addresses for ARM.
 */
function load(code: string, environment: NodeJS.ProcessEnv): ResourceProvider {
  const file = join(__dirname, "serialised.js");
  const module: { exports: { handler?: () => ResourceProvider } } = { exports: {} };
  const run = compileFunction(code, ["exports", "require", "module", "process"], { filename: file });
  const ownProcess = Object.create(process, { env: { value: environment } }) as NodeJS.Process;
  run(module.exports, createRequire(file), module, ownProcess);
  const provider = module.exports.handler?.();
  if (provider === undefined) throw new Error("The dynamic resource's code exports no handler");
  return provider;
}
