import { Metadata, status, type handleUnaryCall } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ProviderHandshakeResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import { isObject } from "../core/properties";
import { onlyOwnUser } from "./peer";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** A call that reached a cloud, for whoever measures or interrupts it. It has no values, so no secrets. */
export interface Operation {
  readonly method: "create" | "read" | "update" | "delete" | "invoke";
  /** E.g. `azure-native:eventhub:Namespace`; of an invoke the function. */
  readonly type: string;
  /** The resource's logical name. */
  readonly name: string;
  /** Times on `performance.now()`'s clock, ms. */
  readonly started: number;
  readonly ended?: number;
  /** True where it was refused. */
  readonly failed?: boolean;
  /** Id of what was created, once it is known. */
  readonly id?: string;
}

/** Sees every operation when it starts and when it ends, and knows when none is running. */
export class Watcher {
  readonly #running = new Set<Promise<unknown>>();

  readonly #onOperation: (operation: Operation) => void;

  constructor(onOperation: (operation: Operation) => void = () => undefined) {
    this.#onOperation = onOperation;
  }

  async watch<T>(
    method: Operation["method"],
    type: string,
    name: string,
    work: () => Promise<T>,
  ): Promise<T> {
    const operation: Operation = { method, type, name, started: performance.now() };
    this.#onOperation(operation);
    const end = (result: { failed: boolean; id?: string }): void => {
      this.#onOperation({ ...operation, ended: performance.now(), ...result });
    };
    const working = work();
    this.#running.add(working);
    try {
      const result = await working;
      end({ failed: false, ...idOf(result) });
      return result;
    } catch (error) {
      end({ failed: true });
      throw error;
    } finally {
      this.#running.delete(working);
    }
  }

  /** Resolves when no operation is running: an engine that is killed leaves some behind, as it does in Azure. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}

function idOf(result: unknown): { id?: string } {
  return isObject(result) && typeof result["id"] === "string" ? { id: result["id"] } : {};
}

/** An error with details that only the engine reads. */
export class RpcError extends Error {
  constructor(
    message: string,
    /** Travels as `grpc-status-details-bin`. */
    readonly details: Uint8Array,
  ) {
    super(message);
  }
}

/**
 * A unary gRPC method from a function that returns or throws.
 *
 * @param answer is also told the connection that the request came by.
 */
export function unary<Request, Response>(
  answer: (request: Request, peer: string) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    // `then` runs it, so that what it throws becomes an answer too.
    void onlyOwnUser(call.getPeer())
      .then(() => answer(call.request, call.getPeer()))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(statusOf(error)),
      );
  };
}

function statusOf(error: unknown): { code: status; details: string; metadata: Metadata } {
  const metadata = new Metadata();
  if (error instanceof RpcError) metadata.set("grpc-status-details-bin", Buffer.from(error.details));
  return { code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error), metadata };
}

/** What an attached plugin of any kind answers. */
export function pluginMethods(version: string): UntypedServiceImplementation {
  return {
    handshake: unary(() => new ProviderHandshakeResponse().setAcceptSecrets(true)),
    attach: unary(() => empty()),
    getPluginInfo: unary(() => new PluginInfo().setVersion(version)),
  };
}

export function empty(): Empty {
  return new Empty();
}

/** Type and logical name out of a URN such as `urn:pulumi:dev::project::parent$azure-native:x:Y::name`. */
export function resourceOf(urn: string): { type: string; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}
