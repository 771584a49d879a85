import {
  retryPolicy,
  type PipelinePolicy,
  type RetryInformation,
  type RetryModifiers,
} from "@azure/core-rest-pipeline";

/**
 * Headers in which Cost Management says after how many seconds to come again: it has no `Retry-After`. The first is the one
 * of learn.microsoft.com/azure/cost-management-billing/costs/manage-automation ("QPU"); programs that ask it read the others,
 * too (mivano/azure-cost-cli, src/Infrastructure/PollyExtensions.cs).
 */
const againAfter = ["qpu", "entity", "clienttype", "tenant"].map(
  (limit) => `x-ms-ratelimit-microsoft.costmanagement-${limit}-retry-after`,
);

/** Longest that is waited for it at once, in seconds: its limits are for 10 s, a minute and an hour. */
const LONGEST = 60;

/** Comes again as often as the other policies of a client do. */
const ATTEMPTS = 3;

/** Waits as long as Cost Management asks, where that is a minute at most. */
export function costManagementRetry(): PipelinePolicy {
  const retry = ({ response }: RetryInformation): RetryModifiers => {
    if (response?.status !== 429) return { skipStrategy: true };
    const asked = againAfter.flatMap((name) => response.headers.get(name) ?? []).map(Number);
    // Of none it is -Infinity.
    const seconds = Math.max(...asked);
    return seconds >= 0 && seconds <= LONGEST ? { retryAfterInMs: seconds * 1000 } : { skipStrategy: true };
  };
  const policy = retryPolicy([{ name: "costManagementRetry", retry }], { maxRetries: ATTEMPTS });
  // A pipeline has one policy of each name, and one that is called as its own is there.
  return { ...policy, name: "costManagementRetryPolicy" };
}
