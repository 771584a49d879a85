import { status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Made, Properties } from "../ground";
import { isObject } from "./properties";
import { RpcError } from "./protocol";

/**
 * An error that says what exists all the same becomes the engine's `ErrorResourceInitFailed`, which keeps
 * the resource in the state, so that the next `pulumi up` goes on with it. That is what azure-native does when
 * a request was accepted and its completion was not seen (`HandleErrorWithCheckpoint`).
 *
 * @param inputs what the resource was made with.
 * @returns any other error as it is.
 */
export function partiallyMade(
  error: unknown,
  encodeOutputs: (outputs: Properties) => Struct,
  inputs: Struct | undefined,
): unknown {
  if (!(error instanceof Error) || !hasMade(error)) return error;
  const detail = new ErrorResourceInitFailed()
    .setId(error.made.id)
    .setProperties(encodeOutputs(error.made.outputs))
    .setInputs(inputs)
    .setReasonsList([error.message]);
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const wire = new Status().setCode(status.UNKNOWN).setMessage(error.message);
  wire.addDetails(any);
  return new RpcError(error.message, wire.serializeBinary());
}

function hasMade(error: Error): error is Error & { made: Made } {
  return "made" in error && isObject(error.made) && typeof error.made["id"] === "string";
}
