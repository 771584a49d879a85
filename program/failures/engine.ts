import { AGAIN, type Failure } from "./failure";

/**
 * A create that failed after its first call, told by Pulumi's bridge as a partial failure. Another attempt would meet
 * what that call made, as "already exists", and Pulumi would forget the id that came with the first failure.
 */
export const HALF_MADE = /\bcreating urn:pulumi:/;

/** Of the program itself and of Pulumi's engine, which may hold those of a service: these come last. */
export const engineFailures: readonly Failure[] = [
  {
    says: /the stack is currently locked/,
    shown: "`the stack is currently locked`",
    means: "A run was interrupted.",
    source: "Pulumi's engine",
    kind: "locked",
    passes: false,
    remedy: "`pulumi cancel`",
  },
  {
    says: /pending operations/,
    shown: "`pending operations`",
    means: "A run was interrupted while it created something.",
    source: "Pulumi's engine",
    kind: "pending",
    passes: false,
    remedy: "`pulumi refresh --clear-pending-creates`, then `pulumi up` or `pulumi destroy`.",
  },
  {
    says: /are wanted: set at least/,
    shown: "`… are wanted: set at least …`",
    means: "A setting cannot carry `clicksPerSecond`.",
    source: "program/sizing/refuse.ts",
    kind: "setting",
    passes: false,
    remedy: "Set what the message says.",
  },
  {
    says: HALF_MADE,
    shown: "`creating urn:pulumi:…`",
    means: "Something was created and then failed; the stack knows it.",
    source: "pulumi-terraform-bridge, pkg/tfbridge/provider.go",
    kind: "transient",
    passes: false,
    remedy: AGAIN,
  },
];
