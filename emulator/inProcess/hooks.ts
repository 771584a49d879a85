import { credentials } from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { CallbackInvokeRequest, type Callback } from "@pulumi/pulumi/proto/callback_pb";
import {
  ErrorHookRequest,
  ErrorHookResponse,
  ResourceHookRequest,
  ResourceHookResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** What a hook is told of its resource. */
export interface HookSubject {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Struct | undefined;
}

/** An engine gives up on error hooks that go on asking for another attempt after this many. */
const MOST_ATTEMPTS = 100;

/** The hooks that a program has registered; they run in the program's own callback server. */
export class Hooks {
  readonly #callbacks = new Map<string, Callback>();
  readonly #clients = new Map<string, CallbacksClient>();

  register(name: string, callback: Callback | undefined): void {
    if (callback === undefined) throw new Error(`hook ${name} has no callback`);
    this.#callbacks.set(name, callback);
  }

  /** Runs hooks before or after an operation. @throws the error of a hook that failed. */
  async run(names: readonly string[], subject: HookSubject, outputs?: Struct): Promise<void> {
    for (const name of names) {
      const request = new ResourceHookRequest()
        .setUrn(subject.urn)
        .setName(subject.name)
        .setType(subject.type)
        .setNewInputs(subject.inputs)
        .setNewOutputs(outputs);
      const answer = await this.#call(name, request.serializeBinary());
      const error = ResourceHookResponse.deserializeBinary(answer).getError();
      if (error !== "") throw new Error(`hook ${name}: ${error}`);
    }
  }

  /**
   * Asks the error hooks whether to try again.
   *
   * @param errors messages of all attempts so far, the latest first.
   */
  async retry(names: readonly string[], subject: HookSubject, errors: readonly string[]): Promise<boolean> {
    if (errors.length >= MOST_ATTEMPTS) return false;
    const answers = await Promise.all(
      names.map(async (name) => {
        const request = new ErrorHookRequest()
          .setUrn(subject.urn)
          .setName(subject.name)
          .setType(subject.type)
          .setNewInputs(subject.inputs)
          .setFailedOperation("create")
          .setErrorsList([...errors]);
        const answer = ErrorHookResponse.deserializeBinary(await this.#call(name, request.serializeBinary()));
        if (answer.getError() !== "") throw new Error(`error hook ${name}: ${answer.getError()}`);
        return answer.getRetry();
      }),
    );
    return answers.includes(true);
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
  }

  async #call(name: string, request: Uint8Array): Promise<Uint8Array> {
    const callback = this.#callbacks.get(name);
    if (callback === undefined) throw new Error(`no hook is registered under the name ${name}`);
    const client = this.#client(callback.getTarget());
    const message = new CallbackInvokeRequest().setToken(callback.getToken()).setRequest(request);
    return new Promise((resolve, reject) => {
      client.invoke(message, (error, response) => {
        if (error) reject(error);
        else resolve(response.getResponse_asU8());
      });
    });
  }

  #client(target: string): CallbacksClient {
    const known = this.#clients.get(target);
    if (known !== undefined) return known;
    // The callback server listens on loopback; it is the SDK's, in this very process.
    const client = new CallbacksClient(target, credentials.createInsecure());
    this.#clients.set(target, client);
    return client;
  }
}
