/**
 * What an error code of Kafka's answers means for who sends: https://kafka.apache.org/protocol#protocol_error_codes
 *
 * A code that stands in neither list is tried again: the hub may be about to start, to move, or to come back.
 */

/** The same would be refused again: who sends may not, or sends what no hub takes. */
const refusals: ReadonlyMap<number, string> = new Map([
  [10, "MESSAGE_TOO_LARGE"],
  [17, "INVALID_TOPIC_EXCEPTION"],
  [18, "RECORD_LIST_TOO_LARGE"],
  [21, "INVALID_REQUIRED_ACKS"],
  [29, "TOPIC_AUTHORIZATION_FAILED"],
  [31, "CLUSTER_AUTHORIZATION_FAILED"],
  [32, "INVALID_TIMESTAMP"],
  [33, "UNSUPPORTED_SASL_MECHANISM"],
  [34, "ILLEGAL_SASL_STATE"],
  [35, "UNSUPPORTED_VERSION"],
  [42, "INVALID_REQUEST"],
  [43, "UNSUPPORTED_FOR_MESSAGE_FORMAT"],
  [44, "POLICY_VIOLATION"],
  [58, "SASL_AUTHENTICATION_FAILED"],
  [76, "UNSUPPORTED_COMPRESSION_TYPE"],
  [87, "INVALID_RECORD"],
]);

/** The hub did not take the batch, and knows this producer no longer or otherwise than it counts itself. */
const forgotten: ReadonlyMap<number, string> = new Map([
  [45, "OUT_OF_ORDER_SEQUENCE_NUMBER"],
  [47, "INVALID_PRODUCER_EPOCH"],
  [49, "INVALID_PRODUCER_ID_MAPPING"],
  [59, "UNKNOWN_PRODUCER_ID"],
  [90, "PRODUCER_FENCED"],
]);

/** The batch is in the hub for so long that the hub no longer knows where. */
export const DUPLICATE_SEQUENCE_NUMBER = 46;

/** Of those that are tried again, the ones that are seen, so that a log need not be read with a table beside it. */
const passing: ReadonlyMap<number, string> = new Map([
  [-1, "UNKNOWN_SERVER_ERROR"],
  [3, "UNKNOWN_TOPIC_OR_PARTITION"],
  [5, "LEADER_NOT_AVAILABLE"],
  [6, "NOT_LEADER_OR_FOLLOWER"],
  [7, "REQUEST_TIMED_OUT"],
  [14, "COORDINATOR_LOAD_IN_PROGRESS"],
  [15, "COORDINATOR_NOT_AVAILABLE"],
  [19, "NOT_ENOUGH_REPLICAS"],
  [20, "NOT_ENOUGH_REPLICAS_AFTER_APPEND"],
  [56, "KAFKA_STORAGE_ERROR"],
  [89, "THROTTLING_QUOTA_EXCEEDED"],
]);

/** The hub refuses what the generator brings: trying again changes nothing. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** The hub answers with an error that may pass. */
export class PassingError extends Error {
  override readonly name = "PassingError";
}

/** @returns the code as Kafka's protocol names it. */
export function nameOfCode(code: number): string {
  const name = refusals.get(code) ?? forgotten.get(code) ?? passing.get(code);
  return name === undefined ? `Kafka's error code ${code}` : `${name} (Kafka's error code ${code})`;
}

export const isForgotten = (code: number): boolean => forgotten.has(code);

/**
 * @param message the hub's own words, where it has any
 * @throws RefusedError where the code is a refusal
 */
export function checkRefusal(code: number, message?: string | null): void {
  if (!refusals.has(code)) return;
  const reason = message ? message : nameOfCode(code);
  throw new RefusedError(`The hub refuses the generator: ${reason}${adviceOn(code)}`);
}

/** @throws RefusedError where the code is a refusal, PassingError where it is another error */
export function checkCode(code: number, message?: string | null): void {
  checkRefusal(code, message);
  if (code !== 0) throw new PassingError(`The hub answers ${nameOfCode(code)}`);
}

function adviceOn(code: number): string {
  return code === 29 || code === 31 ? ". Give it a rule of the hub with the right Send." : "";
}
