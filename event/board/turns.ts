/** Somebody who is asked now and then. */
export interface Turn {
  readonly team: string;
  /** From when on it may be asked, ms since the epoch. */
  readonly due: number;
  /** It goes before the others: something seems to be wrong there. */
  readonly urgent: boolean;
}

/**
 * Who is asked now: the longest due first, and every second one somebody for whom it is urgent, so that in turn nobody
 * waits for ever.
 */
export function nextTurns(turns: readonly Turn[], now: number, most: number): readonly string[] {
  const waiting = turns.filter(({ due }) => due <= now).sort((one, other) => one.due - other.due);
  const urgent = waiting.filter((turn) => turn.urgent);
  const others = waiting.filter((turn) => !turn.urgent);
  const mixed = waiting.flatMap((_, index) => [urgent[index], others[index]]);
  return mixed.flatMap((turn) => (turn === undefined ? [] : [turn.team])).slice(0, most);
}
