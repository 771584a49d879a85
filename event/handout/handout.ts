import type { TeamLinks } from "./teamLinks";

/** What one team is handed out. */
export interface Handout {
  /** The event's name. */
  readonly event: string;
  readonly team: string;
  readonly label: string;
  /** How far it is. */
  readonly step: number;
  readonly links: TeamLinks;
}
