import { AGAIN, type Failure } from "./failure";

/** Of the program itself and of Pulumi's engine, which may hold those of a service: these come last. */
export const engineFailures: readonly Failure[] = [
  {
    says: /the stack is currently locked/,
    shown: "`the stack is currently locked`",
    means: "A run was interrupted.",
    source: "Pulumi's engine",
    passes: false,
    remedy: "`pulumi cancel`",
  },
  {
    says: /pending operations/,
    shown: "`pending operations`",
    means: "A run was interrupted while it created something.",
    source: "Pulumi's engine",
    passes: false,
    remedy: "`pulumi refresh --clear-pending-creates`, then `pulumi up` or `pulumi destroy`.",
  },
  {
    says: /are wanted: set at least/,
    shown: "`… are wanted: set at least …`",
    means: "A setting cannot carry `clicksPerSecond`.",
    source: "program/sizing/refuse.ts",
    passes: false,
    remedy: "Set what the message says.",
  },
  {
    says: /\bcreating urn:pulumi:/,
    shown: "`creating urn:pulumi:…`",
    means: "Something was created and then failed; the stack knows it.",
    source: "pulumi-terraform-bridge, pkg/tfbridge/provider.go",
    passes: false,
    remedy: AGAIN,
  },
];
