import type { FailureKind } from "./kinds";

/** One failure that a coach can meet, in the words that Azure, Databricks or Pulumi's engine print. */
export interface Failure {
  /** What the text of the error contains. */
  readonly says: RegExp;
  /** The same as the guide shows it, in Markdown. */
  readonly shown: string;
  readonly means: string;
  /** Who saw it, or whose source or documentation says it. */
  readonly source: string;
  /** What is done about it where nobody looks on. */
  readonly kind: FailureKind;
  /** Whether waiting is enough: the operation is then tried again for as long as the pauses between the attempts add up to. */
  readonly passes: boolean;
  /** How often it is tried again where it passes. @default as often as there are pauses */
  readonly attempts?: number;
  /** What the coach does about it; about one that passes, after that. In Markdown. */
  readonly remedy: string;
}

/** What to do about what only needs another attempt. */
export const AGAIN = "Run `pulumi up` again.";
