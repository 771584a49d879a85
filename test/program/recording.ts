/**
 * Runs programs and components against a monitor that writes down what they declare: also what the SDK's
 * own mocks hide (parents, dependencies, options, which inputs are secret). Nothing is created.
 */
import { setAllConfig } from "@pulumi/pulumi/runtime/config";
import { MockMonitor, type MockResourceArgs } from "@pulumi/pulumi/runtime/mocks";
import { disconnect, disconnectSync, setMockOptions } from "@pulumi/pulumi/runtime/settings";
import { runInPulumiStack } from "@pulumi/pulumi/runtime/stack";
import type {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { isObject } from "../../emulator/core/properties";
import { answerCall, answerResource, type Values } from "./answers";

/** One resource as it was declared; other resources by their names. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  /** Inputs with `{ secret: value }` where a value was marked secret. */
  readonly inputs: Values;
  readonly parent: string | undefined;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly provider: string | undefined;
  readonly deletedWith: string | undefined;
  readonly protect: boolean;
  readonly replaceOnChanges: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly ignoreChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  /** Names of the error hooks. */
  readonly onError: readonly string[];
}

/** A call of a provider's function. */
export interface RecordedCall {
  readonly token: string;
  readonly args: Values;
}

export interface Recording {
  /** In the order in which they were declared; the stack itself left out. */
  readonly resources: readonly Recorded[];
  readonly calls: readonly RecordedCall[];
  /** What the program returned, with `{ secret: value }` where a value was marked secret. */
  readonly outputs: Values;
}

export interface RecordOptions {
  /** By setting, as `pulumi config set` has it. */
  readonly config?: Readonly<Record<string, string>>;
}

const PROJECT_NAME = "clickstream-challenge";
const STACK_TYPE = "pulumi:pulumi:Stack";

/** Marks of the wire format: https://pulumi.com/docs, `pulumi/resource.proto`. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET_MARK = "1b47061264138c4ac30d75fd1eb44270";

/** Turns a value of the wire into plain ones, with secrets marked or unwrapped. */
function decode(value: unknown, marked: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => decode(item, marked));
  if (!isObject(value)) return value;
  if (value[SIGNATURE] === SECRET_MARK) {
    const inner = decode(value["value"], marked);
    return marked ? { secret: inner } : inner;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item, marked)]));
}

type MockAnswer = (error: unknown, response: unknown) => void;

class RecordingMonitor extends MockMonitor {
  readonly recorded: Recorded[] = [];
  readonly calls: RecordedCall[] = [];
  outputs: Values = {};
  readonly #names = new Map<string, string>();
  #stack = "";

  constructor() {
    super({
      newResource: ({ type, name, inputs }: MockResourceArgs) =>
        answerResource(type, name, decode(inputs, false) as Values),
      call: ({ token, inputs }) => answerCall(token, decode(inputs, false) as Values),
    });
  }

  override async registerResource(request: RegisterResourceRequest, answer: MockAnswer): Promise<void> {
    if (request.getType() !== STACK_TYPE) this.recorded.push(this.#recordOf(request));
    await super.registerResource(request, (error, response: { getUrn(): string } | undefined) => {
      const urn = response?.getUrn() ?? "";
      if (request.getType() === STACK_TYPE) this.#stack = urn;
      this.#names.set(urn, request.getName());
      answer(error, response);
    });
  }

  override async invoke(request: ResourceInvokeRequest, answer: MockAnswer): Promise<void> {
    const args = decode(request.getArgs()?.toJavaScript() ?? {}, true) as Values;
    this.calls.push({ token: request.getTok(), args });
    await super.invoke(request, answer);
  }

  override registerResourceOutputs(request: RegisterResourceOutputsRequest, answer: MockAnswer): void {
    if (request.getUrn() === this.#stack) {
      this.outputs = decode(request.getOutputs()?.toJavaScript() ?? {}, true) as Values;
    }
    super.registerResourceOutputs(request, answer);
  }

  /** The SDK's mocks lack both, and a program with hooks ends there. */
  registerErrorHook(_: unknown, answer: MockAnswer): void {
    answer(null, {});
  }

  registerResourceHook(_: unknown, answer: MockAnswer): void {
    answer(null, {});
  }

  override supportsFeature(request: { getId(): string }, answer: MockAnswer): void {
    const has = !["outputValues", "transforms", "invokeTransforms"].includes(request.getId());
    answer(null, { getHassupport: () => has });
  }

  #recordOf(request: RegisterResourceRequest): Recorded {
    const nameOf = (urn: string): string => this.#names.get(urn) ?? urn;
    const known = (urn: string): string | undefined => (urn === "" ? undefined : nameOf(urn));
    const propertyDependencies: Record<string, readonly string[]> = {};
    request.getPropertydependenciesMap().forEach((dependencies, property) => {
      propertyDependencies[property] = dependencies.getUrnsList().map(nameOf);
    });
    const provider = request.getProvider();
    const parent = request.getParent();
    return {
      type: request.getType(),
      name: request.getName(),
      inputs: decode(request.getObject()?.toJavaScript() ?? {}, true) as Values,
      parent: parent === this.#stack ? undefined : known(parent),
      dependencies: request.getDependenciesList().map(nameOf).sort(),
      propertyDependencies,
      provider: known(provider.slice(0, Math.max(0, provider.lastIndexOf("::")))),
      deletedWith: known(request.getDeletedwith()),
      protect: request.getProtect() ?? false,
      replaceOnChanges: request.getReplaceonchangesList(),
      deleteBeforeReplace: request.getDeletebeforereplace(),
      ignoreChanges: request.getIgnorechangesList(),
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      onError: request.getHooks()?.getOnErrorList() ?? [],
    };
  }
}

/**
 * Runs a program, or anything that declares resources, and returns what it declared.
 *
 * @throws what the program throws.
 */
export async function record(
  program: () => Promise<Record<string, unknown>> | Record<string, unknown>,
  { config = {} }: RecordOptions = {},
): Promise<Recording> {
  const monitor = new RecordingMonitor();
  setMockOptions(monitor, PROJECT_NAME, "test", false, "test");
  setAllConfig(
    Object.fromEntries(Object.entries(config).map(([key, value]) => [`${PROJECT_NAME}:${key}`, value])),
  );
  let failure: unknown;
  // The SDK keeps a stack trace of every promise, which is half of the time that a run takes.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 1;
  try {
    // The SDK reports a program's failure a second time, to nobody; so it does not hear of it here.
    await runInPulumiStack(async () => {
      try {
        const outputs = Object.entries(await program());
        return Object.fromEntries(outputs.filter(([, value]) => value !== undefined));
      } catch (error) {
        failure = error;
        return {};
      }
    });
    await disconnect();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    disconnectSync();
  }
  if (failure !== undefined) throw failure;
  return { resources: monitor.recorded, calls: monitor.calls, outputs: monitor.outputs };
}
