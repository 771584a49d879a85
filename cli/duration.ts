const secondsPer = { s: 1, m: 60, h: 3600 } as const;

/**
 * Reads a duration with its units: `90s`, `2m`, `1h`, `1m30s`. A number alone could be either.
 *
 * @returns seconds, more than 0.
 * @throws Error naming the value, where it is none.
 */
export function parseDuration(text: string): number {
  const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text.trim());
  const seconds =
    Number(parts?.[1] ?? 0) * secondsPer.h + Number(parts?.[2] ?? 0) * secondsPer.m + Number(parts?.[3] ?? 0);
  if (/^\s*\d+\s*$/.test(text)) {
    throw new Error(
      `"${text}" has no unit: write ${text.trim()}s for seconds or ${text.trim()}m for minutes`,
    );
  }
  if (!parts || seconds <= 0) {
    throw new Error(`"${text}" is not a duration: write it like 60s, 2m or 1h`);
  }
  return seconds;
}

/** Writes seconds as people read them: `0.4 s`, `12 s`, `2 min 5 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
