import { stringify } from "yaml";
import { EventFileError } from "../file/fileReader";
import { parseEventFile } from "../file/readEventFile";

/** What somebody is asked who begins an event. */
export interface InitQuestion {
  readonly key: keyof Answers;
  readonly text: string;
  /** What an empty answer means; undefined: there must be one. */
  readonly fallback: string | undefined;
}

/** The answers as they were given. */
export interface Answers {
  readonly event: string;
  readonly owner: string;
  readonly expires: string;
  readonly place: string;
  readonly teams: string;
}

/** @returns the five questions. */
export function questionsOn(today: Date): readonly InitQuestion[] {
  const week = new Date(today.valueOf() + 7 * 86_400_000).toISOString().slice(0, 10);
  return [
    { key: "event", text: "Name of the event, e.g. contoso-2027-03", fallback: undefined },
    { key: "owner", text: "Who answers for the cost, e.g. coach@contoso.com", fallback: undefined },
    { key: "expires", text: "Last day on which the teams need it", fallback: week },
    {
      key: "place",
      text: "Id of the Azure subscription, and its regions in order of preference, e.g. 1111… westeurope northeurope",
      fallback: undefined,
    },
    { key: "teams", text: "Teams: their names, or how many", fallback: "10" },
  ];
}

/** @returns the names; a number stands for team-1, team-2, … */
function teamNames(answer: string): string[] {
  if (/^\d+$/.test(answer)) return Array.from({ length: Number(answer) }, (_, index) => `team-${index + 1}`);
  return words(answer);
}

function words(answer: string): string[] {
  return answer.split(/[\s,]+/).filter((word) => word !== "");
}

const inline = (value: unknown): string => stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim();

/** The text of a new event's file, with a word on what else it may have. */
function compose({ event, owner, expires, place, teams }: Answers): string {
  const [subscription = "", ...regions] = words(place);
  return `# yaml-language-server: $schema=./event/event.schema.json
# docs/coach-guide.md explains each line; \`npm run event -- check\` says what is missing before it begins.
event: ${inline(event)}
owner: ${inline(owner)}
expires: ${inline(expires)}
signIn: azureCli # more than 4 teams at once: servicePrincipal or managedIdentity
places: # in order of preference
  - { subscription: ${inline(subscription)}, regions: ${inline(regions.length > 0 ? regions : ["westeurope"])} }
settings: # any setting of Pulumi.yaml, for all teams
  throughStep: 4
# registryUser goes under settings, and its password under secrets: { registryPassword: { env: VARIABLE } }
teams:
${teamNames(teams)
  .map((name) => `  - ${inline(name)}\n`)
  .join("")}spares: 0 # teams in stock for late comers
`;
}

/**
 * @returns the text of the file that the answers make.
 * @throws EventFileError that says which answers cannot be.
 */
export function newEventFile(answers: Answers, today: Date): string {
  const text = compose(answers);
  try {
    parseEventFile(text, "event.yaml", today);
  } catch (error) {
    if (!(error instanceof EventFileError)) throw error;
    // Whoever answers has seen no line of the file.
    const found = error.refusals.map(({ path, given, reason }) => `${path}: ${given}; ${reason}`);
    throw new Error(found.join("\n"), { cause: error });
  }
  return text;
}

/** Answers that are right whatever the others are. */
const right: Answers = {
  event: "event",
  owner: "owner",
  expires: "2099-12-31",
  place: "00000000-0000-4000-8000-000000000000 westeurope",
  teams: "1",
};

/** @returns what is wrong with one answer; undefined where nothing is. */
export function wrongAnswer(key: keyof Answers, answer: string, today: Date): string | undefined {
  try {
    newEventFile({ ...right, [key]: answer }, today);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
