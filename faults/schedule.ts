import fc from "fast-check";

/** Where in a batch of the stream Spark is killed. */
export const commitPoints = [
  /** The batch's offsets are planned, nothing is written. */
  "offsets planned",
  /** A data file of `clicks` is there, the table's log does not name it. */
  "data written",
  /** `clicks` has the batch, `clicks_per_product` does not. */
  "clicks committed",
  /** Both tables have the batch, the checkpoint does not. */
  "counts committed",
  /** The checkpoint has the batch, too. */
  "batch committed",
  /** Whenever the moment comes. */
  "any time",
] as const;

/** One of {@link commitPoints}. */
export type CommitPoint = (typeof commitPoints)[number];

/** Events that no generator sends but a hub takes. */
export const oddKinds = [
  "not JSON",
  "empty",
  "no value",
  "not UTF-8",
  "oversized",
  "wrong types",
  "missing fields",
  "out of range",
  "JSON null",
  "array",
  "extra fields",
  "clock in 1970",
  "clock in 2200",
  "unreadable clock",
] as const;

/** One of {@link oddKinds}. */
export type OddKind = (typeof oddKinds)[number];

/** What happens to what all pipelines share: their Spark, their broker, the disk of their checkpoints. */
export type SharedFault =
  | { readonly kind: "kill Spark"; readonly at: CommitPoint }
  | { readonly kind: "kill broker" }
  | { readonly kind: "restart broker" }
  | { readonly kind: "full disk"; readonly forMs: number };

/** What happens to one pipeline alone. */
export type OwnFault =
  | { readonly kind: "cut connection"; readonly forMs: number }
  | { readonly kind: "kill generator" }
  | { readonly kind: "odd events"; readonly events: readonly OddKind[] }
  | { readonly kind: "more partitions"; readonly by: number };

/**
 * A process that stands still for a while, as in a laptop that sleeps. Beside all other faults of a round, so that a
 * round is longer by one of them at most.
 */
export interface Freeze<Process> {
  readonly process: Process;
  /** From the moment at which the round's faults begin to strike. */
  readonly afterMs: number;
  readonly forMs: number;
}

/** A fault and how long after the one before it it strikes. */
export interface FaultStep<Fault> {
  readonly afterMs: number;
  readonly fault: Fault;
}

/** What happens to one pipeline of a {@link Round}. */
export interface Schedule {
  readonly partitions: number;
  /** Clicks per second that its generator sends. */
  readonly rate: number;
  readonly steps: readonly FaultStep<OwnFault>[];
  readonly freezes: readonly Freeze<"generator">[];
}

/** Several pipelines that run at once on one broker and one Spark, so that a restart of Spark is waited for only once. */
export interface Round {
  readonly seed: number;
  readonly shared: readonly FaultStep<SharedFault>[];
  /** Each process at most once. */
  readonly freezes: readonly Freeze<"Spark" | "broker">[];
  readonly pipelines: readonly Schedule[];
}

const after = fc.integer({ min: 0, max: 2_500 });
const stepOf = <Fault>(fault: fc.Arbitrary<Fault>): fc.Arbitrary<FaultStep<Fault>> =>
  fc.record({ afterMs: after, fault });

const sharedFault: fc.Arbitrary<SharedFault> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("kill Spark"), at: fc.constantFrom(...commitPoints) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "kill broker" }) },
  { weight: 1, arbitrary: fc.constant({ kind: "restart broker" }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("full disk"), forMs: fc.integer({ min: 500, max: 3_000 }) }),
  },
);

const ownFault: fc.Arbitrary<OwnFault> = fc.oneof(
  fc.record({ kind: fc.constant("cut connection"), forMs: fc.integer({ min: 100, max: 3_000 }) }),
  fc.constant({ kind: "kill generator" } as const),
  fc.record({
    kind: fc.constant("odd events"),
    events: fc.array(fc.constantFrom(...oddKinds), { minLength: 1, maxLength: 12 }),
  }),
  fc.record({ kind: fc.constant("more partitions"), by: fc.integer({ min: 1, max: 3 }) }),
);

const LONGEST_FREEZE_MS = 90_000;

/** Each process once, or not at all. */
function freezesOf<Process extends string>(
  ...processes: readonly Process[]
): fc.Arbitrary<readonly Freeze<Process>[]> {
  const freezes = processes.map((process) =>
    fc.oneof(
      { weight: 2, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: fc.record({
          process: fc.constant(process),
          afterMs: fc.integer({ min: 0, max: 5_000 }),
          forMs: fc.integer({ min: 1_000, max: LONGEST_FREEZE_MS }),
        }),
      },
    ),
  );
  return fc.tuple(...freezes).map((drawn) => drawn.filter((one) => one !== undefined));
}

const schedule: fc.Arbitrary<Schedule> = fc.record({
  partitions: fc.integer({ min: 1, max: 4 }),
  rate: fc.integer({ min: 50, max: 500 }),
  steps: fc.array(stepOf(ownFault), { minLength: 1, maxLength: 4 }),
  freezes: freezesOf<"generator">("generator"),
});

/**
 * Draws a round: the same seed and number of pipelines give the same faults in the same order. The moments at which
 * they strike depend on the machine.
 */
export function drawRound(seed: number, pipelines: number): Round {
  const round = fc.record({
    shared: fc.array(stepOf(sharedFault), { minLength: 1, maxLength: 2 }),
    freezes: freezesOf<"Spark" | "broker">("Spark", "broker"),
    pipelines: fc.array(schedule, { minLength: pipelines, maxLength: pipelines }),
  });
  // Without bias: fast-check's first values are small ones on purpose.
  const [drawn] = fc.sample(fc.noBias(round), { seed, numRuns: 1 });
  if (!drawn) throw new Error("a sample of one has one value");
  return { seed, ...drawn };
}

function describeFault(fault: SharedFault | OwnFault): string {
  if (fault.kind === "kill Spark") return `kill Spark (${fault.at})`;
  if (fault.kind === "full disk" || fault.kind === "cut connection")
    return `${fault.kind} for ${fault.forMs} ms`;
  if (fault.kind === "odd events") return `odd events (${fault.events.join(", ")})`;
  if (fault.kind === "more partitions") return `${fault.by} more partitions`;
  return fault.kind;
}

function describeFaults(
  steps: readonly FaultStep<SharedFault | OwnFault>[],
  freezes: readonly Freeze<string>[],
): string {
  const frozen = freezes.map(
    ({ process, afterMs, forMs }) => `; ${process} frozen after ${afterMs} ms, for ${forMs} ms`,
  );
  return (
    steps.map(({ afterMs, fault }) => `+${afterMs} ms ${describeFault(fault)}`).join(", ") + frozen.join("")
  );
}

/** One line for all pipelines, then one for each. */
export function describeRound({ shared, freezes, pipelines }: Round): string {
  return [
    `all: ${describeFaults(shared, freezes)}`,
    ...pipelines.map(
      ({ partitions, rate, steps, freezes: own }, i) =>
        `${i + 1}: ${partitions} partitions, ${rate} clicks/s: ${describeFaults(steps, own)}`,
    ),
  ].join("\n");
}
