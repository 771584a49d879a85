import type { Fault, Limits } from "../../emulator";

/** What goes wrong for one team in a rehearsal, by what it shows. */
export const rehearsedFaults = {
  permission: { limits: { mayAssignRoles: false } },
  image: { limits: { dockerHubExhausted: true } },
  quota: { limits: { cores: 0 } },
  transient: {
    faults: [
      { nth: 1, action: "create", type: "azure-native:eventhub:EventHub", when: "before", how: "cutOff" },
    ],
  },
} as const satisfies Record<string, { limits?: Partial<Limits>; faults?: readonly Fault[] }>;

export type RehearsedFault = keyof typeof rehearsedFaults;
