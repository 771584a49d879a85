import type { Step } from "../../program/steps";

/** An event as its file describes it, read whole and found right. */
export interface EventFile {
  /** In every name of the event, and a tag on everything: 1 to 24 of a–z, 0–9 and single hyphens. */
  readonly event: string;
  /** Who answers for the cost, e.g. `coach@contoso.com`. */
  readonly owner: string;
  /** Day until which the teams need it, `YYYY-MM-DD`. */
  readonly expires: string;
  readonly state: StateStore;
  readonly signIn: EventSignIn;
  /** In order of preference; at least one. */
  readonly places: readonly Place[];
  /** For all teams: settings of `Pulumi.yaml` as text, as a stack's configuration has them. */
  readonly settings: TeamSettings;
  /** Secret settings of all teams, by name: where to read each, never its value. */
  readonly secrets: Readonly<Record<string, SecretSource>>;
  /** Those of the file, in its order, and after them the spares that nobody has claimed. */
  readonly teams: readonly Team[];
  readonly budget: Budget | undefined;
  /** In the order of time. */
  readonly schedule: readonly ScheduledVerb[];
}

/** Where Pulumi's state of all teams is kept: in a folder of this machine, in an Azure container, in Pulumi Cloud. */
export type StateStore =
  | { readonly kind: "file" }
  /** E.g. `azblob://states?storage_account=contoso`. */
  | { readonly kind: "azblob"; readonly url: string }
  | { readonly kind: "cloud"; readonly organization: string };

/** How every process of the event signs in to Azure. */
export type EventSignIn = "azureCli" | "servicePrincipal" | "managedIdentity";

/** A subscription, and the regions of it in order of preference. */
export interface Place {
  /** Lower case UUID. */
  readonly subscription: string;
  /** At least one. */
  readonly regions: readonly string[];
  /** vCPUs that stay free in each of its regions, for clusters that members start themselves. */
  readonly reservedVcpus: number;
  /** Teams that it takes at most, all its regions together. */
  readonly most: number | undefined;
}

/** One region of one place: where a team's resources are. */
export interface Placement {
  readonly subscription: string;
  readonly region: string;
}

/** Settings by name, each as the text that a stack's configuration would have. */
export type TeamSettings = Readonly<Record<string, string>>;

export interface Team {
  /** In every resource's name; also the name of the team's stack. */
  readonly name: string;
  /** What people call it. */
  readonly label: string;
  /** Entra object ids; a group's as `group:ID`. */
  readonly members: readonly string[];
  /** Those of this team alone; they go before the event's. */
  readonly settings: TeamSettings;
  /** Whether it is in stock for late comers: `spare-1`, `spare-2`, … until somebody claims it. */
  readonly spare: boolean;
}

/** Where a secret is read when it is needed. */
export type SecretSource =
  /** Name of an environment variable. */
  | { readonly env: string }
  /** Path, relative to the event's file. */
  | { readonly file: string }
  /** A program and its arguments; the secret is what it prints. */
  | { readonly command: readonly [string, ...string[]] };

export interface Budget {
  readonly perTeamPerDay: number;
  /** ISO 4217, e.g. `EUR`. */
  readonly currency: string;
  /** E-mail addresses. */
  readonly tell: readonly string[];
}

/** What is to happen to all teams, and when. */
export interface ScheduledVerb {
  readonly at: Date;
  readonly verb: "up" | "step" | "down";
  /** How far the teams are brought; undefined for `down`, and for an `up` to each team's own `throughStep`. */
  readonly step: Step | undefined;
}
