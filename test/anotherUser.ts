/** Whom Linux and macOS give nothing: `nobody`. */
const NOBODY = 65_534;

/** Does something without root's right to everything; another user than root has none anyway. */
export async function withoutRoot<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
