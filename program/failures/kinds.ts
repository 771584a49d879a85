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
}

/** 30 s, 2 and 5 min: longer than what the program itself waits for, and than azure-native's own attempts. */
const pauses = [30, 120, 300];

export const kinds: Readonly<Record<FailureKind, KindRule>> = {
  transient: { pauses, meetsAll: false },
  throttled: { pauses, meetsAll: false },
  quota: { pauses: [], meetsAll: true },
  permission: { pauses: [], meetsAll: true },
  provider: { pauses: [], meetsAll: true },
  image: { pauses: [], meetsAll: true },
  name: { pauses: [], meetsAll: false },
  setting: { pauses: [], meetsAll: false },
  locked: { pauses: [], meetsAll: false },
  pending: { pauses: [], meetsAll: false },
  gone: { pauses: [], meetsAll: false },
  unknown: { pauses: [], meetsAll: false },
};

/** Where Azure says after how many seconds to come again: `Please try again after '6' seconds`. */
const AGAIN_AFTER = /try again after '(\d+)' seconds/gi;

/** @returns the longest time that a message asks to wait, in seconds; 0 where it asks for none. */
export function askedPause(message: string): number {
  return Math.max(0, ...[...message.matchAll(AGAIN_AFTER)].map(([, seconds]) => Number(seconds)));
}
