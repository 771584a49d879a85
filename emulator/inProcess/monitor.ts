import { randomUUID } from "node:crypto";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import {
  ReadResourceResponse,
  RegisterPackageResponse,
  RegisterResourceResponse,
  SupportsFeatureResponse,
  type ReadResourceRequest,
  type RegisterErrorHookRequest,
  type RegisterResourceHookRequest,
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  type ResourceInvokeRequest,
  type SupportsFeatureRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { CloudApi, ResourceState, Properties } from "../core/cloudApi";
import { hasMade } from "../core/errors";
import { listOfOne } from "../core/multierror";
import { partialReason } from "../grpc/failure";
import { decode, encode, pathName, type Decoded } from "../grpc/properties";
import { Hooks, type HookSubject } from "./hooks";
import { messageOf, type Progress, type RegisteredResource } from "./registered";

const STACK = "pulumi:pulumi:Stack";
const PROVIDER = "pulumi:providers:";

type MonitorAnswer<T> = (error: unknown, response?: T) => void;

/** What a monitor needs to know of the program it serves. */
export interface MonitorOptions {
  readonly cloud: CloudApi;
  readonly project: string;
  readonly stack: string;
  readonly progress: Progress;
  /** Aborted: nothing more is begun. */
  readonly signal: AbortSignal;
}

/**
 * The resource monitor that a program talks to, without an engine behind it: the cloud creates at once what the program
 * declares.
 *
 * The first failure ends the deployment as it does under an engine: what has begun is finished, nothing more
 * is begun, and requests that come later are never answered, so that nothing of the program goes on.
 */
export class ProgramMonitor {
  readonly #resources = new Map<string, RegisteredResource>();
  readonly #urns = new Set<string>();
  readonly #clouds = new Map<string, CloudApi>();
  readonly #hooks = new Hooks();
  readonly #working = new Set<Promise<unknown>>();
  readonly #components = new Map<string, () => void>();
  #stackUrn: string | undefined;
  #outputs: Decoded = { values: {}, secret: [], unknown: [] };
  #failure: Error | undefined;
  #tellFailure: (error: Error) => void = () => undefined;

  /** Settles when the deployment has failed, and not before what had begun is finished. */
  readonly failed: Promise<Error>;

  readonly #options: MonitorOptions;

  constructor(options: MonitorOptions) {
    this.#options = options;
    this.failed = new Promise((resolve) => {
      this.#tellFailure = resolve;
    });
  }

  /** All that was created, in that order; without the stack itself. */
  get resources(): readonly RegisteredResource[] {
    return [...this.#resources.values()].filter(({ type }) => type !== STACK);
  }

  /** Why the deployment has failed. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** The stack's outputs with secrets unwrapped, and the names of those that are or hold secrets. */
  get outputs(): { readonly values: Properties; readonly secret: readonly string[] } {
    const names = this.#outputs.secret.map(([name]) => String(name));
    return { values: this.#outputs.values, secret: [...new Set(names)] };
  }

  /** @returns the cloud as a resource's provider sees it. */
  cloudOf(provider: string | undefined): CloudApi {
    return this.#clouds.get(provider ?? "") ?? this.#options.cloud;
  }

  /** Ends the deployment; the first cause counts. */
  fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    void this.#settled().then(() => this.#tellFailure(error));
  }

  close(): void {
    this.#hooks.close();
  }

  // What follows is the monitor's protocol (pulumi/resource.proto) as the SDK's client calls it.

  supportsFeature(request: SupportsFeatureRequest, answer: MonitorAnswer<SupportsFeatureResponse>): void {
    // Neither transforms nor output values are needed here; the SDK does without.
    const has = !["outputValues", "transforms", "invokeTransforms"].includes(request.getId());
    answer(null, new SupportsFeatureResponse().setHassupport(has));
  }

  registerPackage(_: unknown, answer: MonitorAnswer<RegisterPackageResponse>): void {
    answer(null, new RegisterPackageResponse().setRef(randomUUID()));
  }

  registerResourceHook(request: RegisterResourceHookRequest, answer: MonitorAnswer<Empty>): void {
    this.#hooks.register(request.getName(), request.getCallback());
    answer(null, new Empty());
  }

  registerErrorHook(request: RegisterErrorHookRequest, answer: MonitorAnswer<Empty>): void {
    this.#hooks.register(request.getName(), request.getCallback());
    answer(null, new Empty());
  }

  registerResource(request: RegisterResourceRequest, answer: MonitorAnswer<RegisterResourceResponse>): void {
    this.#work(`${request.getName()} (${request.getType()})`, answer, async () => {
      const urn = this.#newUrn(request.getParent(), request.getType(), request.getName());
      const { id, outputs, secret } = request.getCustom()
        ? await this.#createCustom(urn, request)
        : this.#createComponent(urn, request);
      return new RegisterResourceResponse().setUrn(urn).setId(id).setObject(encode(outputs, secret));
    });
  }

  registerResourceOutputs(request: RegisterResourceOutputsRequest, answer: MonitorAnswer<Empty>): void {
    if (request.getUrn() === this.#stackUrn) this.#outputs = decode(request.getOutputs());
    this.#components.get(request.getUrn())?.();
    answer(null, new Empty());
  }

  readResource(request: ReadResourceRequest, answer: MonitorAnswer<ReadResourceResponse>): void {
    const what = `${request.getName()} (${request.getType()})`;
    this.#work(what, answer, async () => {
      const urn = this.#newUrn(request.getParent(), request.getType(), request.getName());
      const found = await this.cloudOf(urnOf(request.getProvider())).read(request.getType(), request.getId());
      if (found === undefined) throw new Error(`resource '${request.getId()}' does not exist`);
      return new ReadResourceResponse().setUrn(urn).setProperties(encode(found.outputs));
    });
  }

  invoke(request: ResourceInvokeRequest, answer: MonitorAnswer<InvokeResponse>): void {
    this.#work(request.getTok(), answer, async () => {
      const { values } = decode(request.getArgs());
      const result = await this.cloudOf(urnOf(request.getProvider())).call(request.getTok(), values);
      return new InvokeResponse().setReturn(encode(result));
    });
  }

  /** Does a piece of work for the program, and answers unless the deployment has failed meanwhile. */
  #work<T>(what: string, answer: MonitorAnswer<T>, work: () => Promise<T>): void {
    if (this.#failure !== undefined || this.#options.signal.aborted) return;
    const working: Promise<void> = work()
      .then(
        (response) => {
          if (this.#failure === undefined) answer(null, response);
        },
        (error: unknown) => this.fail(new Error(`${what}: ${messageOf(error)}`, { cause: error })),
      )
      .finally(() => this.#working.delete(working));
    this.#working.add(working);
  }

  async #settled(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  #newUrn(parent: string, type: string, name: string): string {
    const { stack, project } = this.#options;
    const above = parent === "" || parent === this.#stackUrn ? "" : `${parent.split("::")[2]}$`;
    const urn = `urn:pulumi:${stack}::${project}::${above}${type}::${name}`;
    if (this.#urns.has(urn)) throw new Error(`Duplicate resource URN '${urn}'; try giving it a unique name`);
    this.#urns.add(urn);
    return urn;
  }

  #createComponent(
    urn: string,
    request: RegisterResourceRequest,
  ): ResourceState & { secret: Decoded["secret"] } {
    const decoded = decode(request.getObject());
    const { values, secret } = decoded;
    const component = this.#describe(urn, request, decoded);
    this.#resources.set(urn, component);
    if (request.getType() === STACK) this.#stackUrn = urn;
    else {
      const outputsKnown = new Promise<void>((resolve) => this.#components.set(urn, resolve));
      void this.#options.progress.around(component, ["creating", "created"], () => outputsKnown);
    }
    return { id: "", outputs: values, secret };
  }

  async #createCustom(
    urn: string,
    request: RegisterResourceRequest,
  ): Promise<ResourceState & { secret: Decoded["secret"] }> {
    const decoded = decode(request.getObject());
    const described = this.#describe(urn, request, decoded);
    const subject: HookSubject = {
      urn,
      type: described.type,
      name: described.name,
      inputs: request.getObject(),
    };
    const hooks = request.getHooks();
    const created = await this.#options.progress.around(described, ["creating", "created"], async () => {
      await this.#hooks.run(hooks?.getBeforeCreateList() ?? [], subject);
      const done = await this.#createWithRetries(described, subject, hooks?.getOnErrorList() ?? []);
      this.#resources.set(urn, { ...described, id: done.id, outputs: done.outputs });
      await this.#hooks.run(hooks?.getAfterCreateList() ?? [], subject, encode(done.outputs));
      return done;
    });
    const more = request
      .getAdditionalsecretoutputsList()
      .filter((name) => created.outputs[name] !== undefined);
    const secrets = [...decoded.secret, ...more.map((name) => [name])];
    return { ...created, secret: uniquePaths(secrets) };
  }

  async #createWithRetries(
    resource: RegisteredResource,
    subject: HookSubject,
    errorHooks: readonly string[],
  ): Promise<ResourceState> {
    const errors: string[] = [];
    for (;;) {
      try {
        return await this.#create(resource);
      } catch (error) {
        errors.unshift(hookMessage(error, resource.urn));
        const again = await this.#hooks.retry(errorHooks, subject, errors);
        if (again && !this.#options.signal.aborted && this.#failure === undefined) continue;
        // As with an engine, a retry that a hook asks for forgets what the failed create left.
        if (hasMade(error)) this.#resources.set(resource.urn, { ...resource, ...error.made });
        throw error;
      }
    }
  }

  async #create(resource: RegisteredResource): Promise<ResourceState> {
    const { type, name, inputs, urn } = resource;
    if (type.startsWith(PROVIDER)) {
      this.#clouds.set(urn, this.#options.cloud.configured(type.slice(PROVIDER.length), inputs));
      return { id: randomUUID(), outputs: inputs };
    }
    const cloud = this.cloudOf(resource.provider);
    const failures = await cloud.check(type, inputs);
    if (failures.length > 0) {
      throw new Error(failures.map(({ property, reason }) => `property ${property}: ${reason}`).join("; "));
    }
    return cloud.create(type, name, inputs);
  }

  #describe(
    urn: string,
    request: RegisterResourceRequest,
    { values: inputs, secret }: Decoded,
  ): RegisteredResource {
    const parent = request.getParent();
    return {
      urn,
      type: request.getType(),
      name: request.getName(),
      parent: parent === "" || parent === this.#stackUrn ? undefined : parent,
      custom: request.getCustom(),
      id: "",
      inputs,
      secretInputs: secret,
      outputs: inputs,
      provider: urnOf(request.getProvider()),
      dependencies: request.getDependenciesList(),
      propertyDependencies: propertyDependencies(request),
      deletedWith: request.getDeletedwith() === "" ? undefined : request.getDeletedwith(),
    };
  }
}

/** A provider reference is a URN and an id; an empty one means the package's default provider. */
function urnOf(reference: string): string | undefined {
  return reference === "" ? undefined : reference.slice(0, reference.lastIndexOf("::"));
}

function propertyDependencies(request: RegisterResourceRequest): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((dependencies, property) => {
    found[property] = dependencies.getUrnsList();
  });
  return found;
}

/** An error as an engine shows it to hooks: a partial failure as the list of its reasons (`InitError` in its plugin SDK). */
function hookMessage(error: unknown, urn: string): string {
  if (!hasMade(error)) return messageOf(error);
  return listOfOne(partialReason("creating", urn)(error.message));
}

function uniquePaths(paths: Decoded["secret"]): Decoded["secret"] {
  return [...new Map(paths.map((path) => [pathName(path), path])).values()];
}
