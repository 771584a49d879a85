import { hostname } from "node:os";

/** Who holds a stack's lock, as the engine's refusal says. */
export interface StackHolder {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  /** ISO 8601. */
  readonly since: string;
}

/** `created by USER@HOST (pid N) at TIME` (`checkForLock` in pulumi's pkg/backend/diy/lock.go). */
const HOLDER = /created by (\S+)@(\S+) \(pid (\d+)\) at (\S+)/g;

/** @returns who holds the lock, of a message that the stack is locked. */
export function holdersIn(message: string): StackHolder[] {
  return [...message.matchAll(HOLDER)].map(([, user = "", host = "", pid, since = ""]) => ({
    user,
    host,
    pid: Number(pid),
    since,
  }));
}

/** What is done about a lock. */
export type LockVerdict =
  /** Its holder has ended: `pulumi cancel`. */
  | { readonly do: "break" }
  | { readonly do: "wait"; readonly holder: StackHolder }
  | { readonly do: "refuse"; readonly why: string };

/**
 * @param holders who hold the lock; none: the engine does not say, as Pulumi Cloud.
 * @param isAlive whether a process of this machine runs.
 */
export function judgeLock(
  holders: readonly StackHolder[],
  {
    takeOver,
    isAlive,
    host = hostname(),
  }: {
    readonly takeOver: boolean;
    readonly isAlive: (pid: number) => boolean;
    readonly host?: string;
  },
): LockVerdict {
  const here = holders.find((holder) => holder.host === host && isAlive(holder.pid));
  if (here !== undefined) return { do: "wait", holder: here };
  const elsewhere = holders.find((holder) => holder.host !== host);
  if ((elsewhere === undefined && holders.length > 0) || takeOver) return { do: "break" };
  const who = elsewhere
    ? `${elsewhere.user} on ${elsewhere.host} (process ${elsewhere.pid}) since ${elsewhere.since}`
    : "another run";
  return {
    do: "refuse",
    why: `The stack is locked by ${who}: wait for it, or break the lock with --take-over if it has ended.`,
  };
}
