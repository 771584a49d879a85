import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Diff, CloudApi, PropertyDiff } from "../core/cloudApi";
import { partiallyMade, partialReason } from "./failure";
import { refreshedInputs, withKeptNames } from "../azureNative";
import { asAnswered, AZURE_NATIVE, comparedWith, previewUpdate, refreshedBridged } from "./preview";
import { isObject } from "../core/properties";
import { decode, encode, known, pathName, touches, UNKNOWN } from "./properties";
import { empty, pluginMethods, resourceOf, unary, type Watcher } from "./protocol";

/** Which package a service answers for, and the cloud behind it. */
export interface ServiceOptions {
  /** E.g. `azure-native`. */
  readonly provider: string;
  /** Version of the package's SDK. */
  readonly version: string;
  readonly cloud: CloudApi;
  readonly watcher: Watcher;
}

/**
 * Pulumi's `ResourceProvider` service (proto/pulumi/provider.proto) for the resources of one package.
 * Values are plain towards the cloud; what the engine marked as secret is marked again on the way back.
 */
export function providerService(options: ServiceOptions): UntypedServiceImplementation {
  const { watcher } = options;
  // An engine opens a connection for each configuration of a provider, all to the port it was told.
  const configured = new Map<string, CloudApi>();
  const through = (peer: string): CloudApi => configured.get(peer) ?? options.cloud;
  return {
    ...pluginMethods(options.version),
    checkConfig: unary((request: proto.CheckRequest) =>
      new proto.CheckResponse().setInputs(request.getNews()),
    ),
    diffConfig: unary(diffConfig),
    configure: unary((request: proto.ConfigureRequest, peer) => {
      const configuration = known(decode(request.getArgs()).values);
      configured.set(peer, options.cloud.configured(options.provider, configuration));
      return new proto.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),
    check: unary((request: proto.CheckRequest, peer) => check({ ...options, cloud: through(peer) }, request)),
    diff: unary((request: proto.DiffRequest, peer) => diff({ ...options, cloud: through(peer) }, request)),
    create: unary((request: proto.CreateRequest, peer) => create(through(peer), watcher, request)),
    read: unary((request: proto.ReadRequest, peer) => read({ ...options, cloud: through(peer) }, request)),
    update: unary((request: proto.UpdateRequest, peer) =>
      update({ ...options, cloud: through(peer) }, request),
    ),
    delete: unary(async (request: proto.DeleteRequest, peer) => {
      const { type, name } = resourceOf(request.getUrn());
      await watcher.watch("delete", type, name, () => through(peer).delete(type, request.getId()));
      return empty();
    }),
    invoke: unary((request: proto.InvokeRequest, peer) => invoke(through(peer), watcher, request)),
    cancel: unary(() => empty()),
  };
}

async function check(
  { provider, cloud }: ServiceOptions,
  request: proto.CheckRequest,
): Promise<proto.CheckResponse> {
  const { type } = resourceOf(request.getUrn());
  const { values, unknown, secret } = decode(request.getNews());
  const inputs =
    provider === AZURE_NATIVE ? withKeptNames(type, decode(request.getOlds()).values, values) : values;
  const failures = await cloud.check(type, known(inputs));
  const response = new proto.CheckResponse().setInputs(encode(inputs, secret));
  for (const { property, reason } of failures) {
    // What is missing because it is unknown in a preview is no failure; the create will check it.
    if (unknown.some((path) => touches(pathName(path), property))) continue;
    response.addFailures(new proto.CheckFailure().setProperty(property).setReason(reason));
  }
  return response;
}

async function diff(
  { provider, cloud }: ServiceOptions,
  request: proto.DiffRequest,
): Promise<proto.DiffResponse> {
  const { type } = resourceOf(request.getUrn());
  const [inputs, state] = [decode(request.getOldInputs()).values, decode(request.getOlds()).values];
  const before = comparedWith(provider, inputs, state);
  return diffResponse(await cloud.diff(type, request.getId(), before, decode(request.getNews()).values));
}

const kinds: Readonly<Record<PropertyDiff["kind"], proto.PropertyDiff.Kind>> = {
  add: proto.PropertyDiff.Kind.ADD,
  "add-replace": proto.PropertyDiff.Kind.ADD_REPLACE,
  delete: proto.PropertyDiff.Kind.DELETE,
  "delete-replace": proto.PropertyDiff.Kind.DELETE_REPLACE,
  update: proto.PropertyDiff.Kind.UPDATE,
  "update-replace": proto.PropertyDiff.Kind.UPDATE_REPLACE,
};

function diffResponse({ properties, deleteBeforeReplace }: Diff): proto.DiffResponse {
  const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
  const entries = Object.entries(properties);
  const replaces = entries.filter(([, { kind }]) => kind.endsWith("-replace")).map(([path]) => path);
  const response = new proto.DiffResponse()
    .setChanges(entries.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setReplacesList(replaces)
    .setDiffsList(topLevel(entries.map(([path]) => path)))
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const [path, { kind }] of entries) {
    response.getDetaileddiffMap().set(path, new proto.PropertyDiff().setKind(kinds[kind]).setInputdiff(true));
  }
  return response;
}

function topLevel(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => path.split(/[.[]/)[0] ?? path))];
}

/**
 * How a provider's configuration differs, as the Terraform bridge sees it (pkg/tfbridge/provider.go in
 * pulumi-terraform-bridge, `DiffConfig`): a value that is known in the state and unknown in a plan counts as the
 * same (`DiffIncludeUnknowns`), and where nothing else differs the answer is DIFF_UNKNOWN and names no property. So
 * `replaceOnChanges` has nothing to act on until the value is known. No change replaces by itself.
 */
function diffConfig(request: proto.DiffRequest): proto.DiffResponse {
  const before = decode(request.getOldInputs() ?? request.getOlds()).values;
  const after = decode(request.getNews()).values;
  const response = new proto.DiffResponse();
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[key], after[key]];
    if (JSON.stringify(was) === JSON.stringify(is) || (was !== undefined && is === UNKNOWN)) continue;
    const kind = was === undefined ? "add" : is === undefined ? "delete" : "update";
    response.setChanges(proto.DiffResponse.DiffChanges.DIFF_SOME).addDiffs(key);
    response.getDetaileddiffMap().set(key, new proto.PropertyDiff().setKind(kinds[kind]).setInputdiff(true));
  }
  return response;
}

async function create(
  cloud: CloudApi,
  watcher: Watcher,
  request: proto.CreateRequest,
): Promise<proto.CreateResponse> {
  // Outputs that the inputs do not say are unknown to the engine when a preview leaves them out.
  if (request.getPreview()) return new proto.CreateResponse().setProperties(request.getProperties());
  const { type, name } = resourceOf(request.getUrn());
  const { values, secret } = decode(request.getProperties());
  try {
    const created = await watcher.watch("create", type, name, () => cloud.create(type, name, values));
    return new proto.CreateResponse().setId(created.id).setProperties(encode(created.outputs, secret));
  } catch (error) {
    const doing = partialReason("creating", request.getUrn());
    throw partiallyMade(error, doing, (outputs) => encode(outputs, secret), request.getProperties());
  }
}

async function read(
  { provider, cloud, watcher }: ServiceOptions,
  request: proto.ReadRequest,
): Promise<proto.ReadResponse> {
  const { type, name } = resourceOf(request.getUrn());
  const inputs = decode(request.getInputs());
  const before = decode(request.getProperties());
  const found = await watcher.watch("read", type, name, () => cloud.read(type, request.getId()));
  // An empty id tells the engine that the resource is gone.
  if (found === undefined) return new proto.ReadResponse();
  const response = new proto.ReadResponse().setId(found.id);
  if (Object.keys(inputs.values).length === 0) {
    // The engine knows nothing of it but its id: it is being imported.
    const outputs = asAnswered(found.outputs);
    return response
      .setProperties(encode(outputs))
      .setInputs(encode(asAnswered(found.inputs ?? found.outputs)));
  }
  const refreshed =
    provider === AZURE_NATIVE
      ? refreshedInputs(type, inputs.values, before.values, found.outputs)
      : refreshedBridged(inputs.values, before.values, found.outputs);
  return response
    .setProperties(encode(found.outputs, [...before.secret, ...inputs.secret]))
    .setInputs(encode(refreshed, inputs.secret));
}

async function update(options: ServiceOptions, request: proto.UpdateRequest): Promise<proto.UpdateResponse> {
  const { type, name } = resourceOf(request.getUrn());
  const state = decode(request.getOlds());
  const before = decode(request.getOldInputs()).values;
  const news = decode(request.getNews());
  const respond = (outputs: Record<string, unknown>, secret = news.secret): proto.UpdateResponse =>
    new proto.UpdateResponse().setProperties(encode(outputs, secret));
  if (request.getPreview()) {
    const outputs = previewUpdate(options.provider, state.values, news.values);
    return respond(outputs, [...state.secret, ...news.secret]);
  }
  try {
    const updated = await options.watcher.watch("update", type, name, () =>
      options.cloud.update(type, request.getId(), before, news.values),
    );
    return respond(updated.outputs);
  } catch (error) {
    const doing = partialReason("updating", request.getUrn());
    throw partiallyMade(error, doing, (outputs) => encode(outputs, news.secret), request.getNews());
  }
}

async function invoke(
  cloud: CloudApi,
  watcher: Watcher,
  request: proto.InvokeRequest,
): Promise<proto.InvokeResponse> {
  const { values, unknown } = decode(request.getArgs());
  const response = new proto.InvokeResponse();
  // In a preview: nothing can be asked about what is not there.
  if (unknown.length > 0) return response.setReturn(encode({}));
  const token = request.getTok();
  const answer = await watcher.watch("invoke", token, token, () => cloud.call(token, values));
  return response.setReturn(encode(isObject(answer) ? answer : {}));
}
