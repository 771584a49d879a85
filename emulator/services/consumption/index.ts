import type { ArmResource } from "../../core/armSchema/resources";
import { seconds, type Durations } from "../../core/durations";
import type { Service } from "../service";
import { budget, BUDGET } from "./model";

const schema: Readonly<Record<string, ArmResource>> = {
  [BUDGET]: {
    source: "arm-consumption",
    className: "Budget",
    path: { scope: "required", budgetName: "named" },
  },
};

const durations: Durations = {
  [BUDGET]: seconds(3, 3, 3),
};

/** Budgets: recorded and checked, nothing is spent. */
export const consumption: Service = { models: [budget], schema, durations };
