/** What goes wrong without an error to see. */
export interface Symptom {
  readonly seen: string;
  readonly means: string;
  readonly remedy: string;
}

export const symptoms: readonly Symptom[] = [
  {
    seen: "*Running* container, no clicks",
    means: "The image goes on after a failed send.",
    remedy: "Read its log in the portal. The log contains the Send key.",
  },
  {
    seen: "*SASL authentication failed* after a key of the hub was renewed",
    means: "Generator and notebook hold the old key.",
    remedy:
      "Run `pulumi up`. It gives the new key to the generator and restarts its container, and writes it to the " +
      "workspace's secret, which the job reads at its next start (Azure does not drop open connections).",
  },
  {
    seen: "a refresh shows `defaultEncryptionScope`, `denyEncryptionScopeOverride`, `messageRetentionInDays` or `status`",
    means: "Azure told these defaults late.",
    remedy: "The next `pulumi up` updates hub or container once and changes nothing else.",
  },
  {
    seen: "the job runs, no clicks",
    means: "The run's output in the workspace says why.",
    remedy: "`clicks_rejected` has the rejected events and their reasons.",
  },
];
