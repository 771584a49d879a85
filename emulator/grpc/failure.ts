import { status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../core/cloudApi";
import { hasMade } from "../core/errors";
import { resourceOf, RpcError } from "./protocol";

/**
 * An error that carries a resource which exists nevertheless becomes the engine's `ErrorResourceInitFailed`, which keeps
 * the resource in the state, so that the next `pulumi up` goes on with it. That is what azure-native does when
 * a request was accepted and its completion was not seen (`HandleErrorWithCheckpoint`).
 *
 * @param reasonOf {@link partialReason}.
 * @param inputs the inputs the resource was created with.
 * @returns any other error as it is.
 */
export function partiallyMade(
  error: unknown,
  reasonOf: (message: string) => string,
  encodeOutputs: (outputs: Properties) => Struct,
  inputs: Struct | undefined,
): unknown {
  if (!hasMade(error)) return error;
  const reason = reasonOf(error.message);
  const detail = new ErrorResourceInitFailed()
    .setId(error.made.id)
    .setProperties(encodeOutputs(error.made.outputs))
    .setInputs(inputs)
    .setReasonsList([reason]);
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const wire = new Status().setCode(status.UNKNOWN).setMessage(reason);
  wire.addDetails(any);
  return new RpcError(reason, wire.serializeBinary());
}

/**
 * How a provider words the reason for a partial failure. A bridged one names the resource first (`Create` and `Update`
 * in pulumi-terraform-bridge's pkg/tfbridge/provider.go), azure-native does not.
 */
export function partialReason(doing: "creating" | "updating", urn: string): (message: string) => string {
  const bridged = !resourceOf(urn).type.startsWith("azure-native:");
  return (message) => (bridged ? `${doing} ${urn}: ${message}` : message);
}
