/** What kind of thing went wrong, which says what is done about it where nobody looks on. */
export type FailureKind =
  | "transient"
  | "throttled"
  | "quota"
  | "permission"
  | "provider"
  | "name"
  | "image"
  | "setting"
  | "locked"
  | "pending"
  | "gone"
  | "unknown";

/** How many teams of an event go on, and when one is tried again. */
export interface KindRule {
  /** Seconds before each new attempt at the whole command; none where another attempt is no use. */
  readonly pauses: readonly number[];
  /** Whether it meets every team of the same subscription and region alike. */
  readonly meetsAll: boolean;
  /** What the coach of an event does about it, where no more than the kind is known. */
  readonly remedy: string;
}

/** 30 s, 2 and 5 min: longer than what the program itself waits for, and than azure-native's own attempts. */
const pauses = [30, 120, 300];

const passing = { pauses, meetsAll: false };
const lasting = { pauses: [], meetsAll: false };
const meetingAll = { pauses: [], meetsAll: true };

export const kinds: Readonly<Record<FailureKind, KindRule>> = {
  transient: { ...passing, remedy: "Give the same command again." },
  throttled: {
    ...passing,
    remedy: "Wait some minutes, then give the same command again with a lower --at-once.",
  },
  quota: {
    ...meetingAll,
    remedy: "Have the quota raised that `check` names, or `reset` the team to another place.",
  },
  permission: {
    ...meetingAll,
    remedy: "Have the role assigned that `check` names, sign in again, then give the same command again.",
  },
  provider: { ...meetingAll, remedy: "`check --fix`, then give the same command again." },
  image: { ...meetingAll, remedy: "Set `registryUser` and `registryPassword`, or another `generatorImage`." },
  name: {
    ...lasting,
    remedy: "Give the same command again; if it fails again, delete what has the name by hand.",
  },
  setting: {
    ...lasting,
    remedy: "Correct the team's settings in the event's file; the command printed which.",
  },
  locked: {
    ...lasting,
    remedy: "Wait for whoever works on the stack, or give the command with --take-over.",
  },
  pending: { ...lasting, remedy: "Give the same command again: it looks first what exists." },
  gone: { ...lasting, remedy: "`reset` the team." },
  unknown: { ...lasting, remedy: "Give the same command for this team alone, and read what it prints." },
};

/** Where Azure says after how many seconds to come again: `Please try again after '6' seconds`. */
const AGAIN_AFTER = /try again after '(\d+)' seconds/gi;

/** @returns the longest time that a message asks to wait, in seconds; 0 where it asks for none. */
export function askedPause(message: string): number {
  return Math.max(0, ...[...message.matchAll(AGAIN_AFTER)].map(([, seconds]) => Number(seconds)));
}
