import { steps } from "../../program/steps";

/** Settings of a stack, as its configuration has them. */
export type ShapeSettings = Readonly<Record<string, string | number | boolean>>;

const variants: readonly ShapeSettings[] = [
  { lakeAccess: "unityCatalog", compute: "jobCluster", dashboard: true },
  { lakeAccess: "unityCatalog", compute: "jobCluster", dashboard: false },
  { lakeAccess: "unityCatalog", compute: "serverless", dashboard: true },
  { lakeAccess: "unityCatalog", compute: "serverless", dashboard: false },
  { lakeAccess: "accountKey", compute: "jobCluster", dashboard: true },
  { lakeAccess: "accountKey", compute: "jobCluster", dashboard: false },
];

/** Every combination of the settings that decide what there is. */
export const shapes: readonly ShapeSettings[] = steps.flatMap(({ number }) =>
  variants.map((variant) => ({ throughStep: number, ...variant })),
);
