/**
 * What stopped the set-up, in one sentence for the person at the keyboard: what is wrong, which value, what to do.
 * The technical cause, where there is one, is in `cause`.
 */
export class ToolchainError extends Error {
  override readonly name = "ToolchainError";
}
