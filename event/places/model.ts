import type { Place, Placement } from "../file/model";

/** How much of each limited quantity: by the name of the limit. */
export type Amounts = Readonly<Record<string, number>>;

/** One limit of a region, as the cloud tells it. */
export interface RegionLimit {
  readonly limit: number;
  /** What is in use, by whomever. */
  readonly used: number;
  /** What must stay free. */
  readonly reserved: number;
}

/** What a region still has room for. A quantity that is not in it has no limit that is known. */
export interface RegionRoom extends Placement {
  readonly limits: Readonly<Record<string, RegionLimit>>;
}

/** A team whose resources exist. */
export interface StandingTeam {
  readonly placement: Placement;
  /** What it takes beyond what is in use already, once it is brought to its last step. */
  readonly pending: Amounts;
}

/** Whom to place, and where there is room. */
export interface PlacementQuestion {
  /** In order of preference, as the event's file has them. */
  readonly places: readonly Place[];
  /** One for each region of each place. */
  readonly rooms: readonly RegionRoom[];
  /** In the order in which they choose. */
  readonly teams: readonly { readonly name: string; readonly needs: Amounts }[];
  readonly standing: ReadonlyMap<string, StandingTeam>;
}

/** A limit to have raised, so that every team has a place. */
export interface QuotaRequest extends Placement {
  readonly quantity: string;
  readonly limit: number;
  /** The number to ask for. */
  readonly needed: number;
}

export interface PlacementAnswer {
  readonly placed: ReadonlyMap<string, Placement>;
  /** Teams for which there is no room, in their order. */
  readonly unplaced: readonly string[];
  /** What lets them in; empty where no limit is what keeps them out, but every place has its `most` teams. */
  readonly requests: readonly QuotaRequest[];
}
