import { EVENT_MAX_LENGTH, TEAM_MAX_LENGTH, TEAM_PATTERN } from "../../program/names";
import { secretSettings } from "../../program/settings";
import { lastStep } from "../../program/steps";
import { projectSettings } from "./projectSettings";
import { freeSettings } from "./teamSettings";

type Schema = Readonly<Record<string, unknown>>;

const map = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema => ({
  type: "object",
  additionalProperties: false,
  ...(required.length > 0 && { required }),
  properties,
});
const list = (items: Schema, description: string): Schema => ({ type: "array", items, description });
const text = (description: string, more: Schema = {}): Schema => ({ type: "string", description, ...more });
const integer = (minimum: number, maximum: number, description: string): Schema => ({
  type: "integer",
  minimum,
  maximum,
  description,
});

const step = integer(1, lastStep, "How far the teams are brought.");

function settings(description: string): Schema {
  const declared = projectSettings();
  const properties = freeSettings().map((name) => {
    const { type, description = "" } = declared[name] ?? {};
    return [name, { type, description }];
  });
  return { ...map(Object.fromEntries(properties) as Record<string, Schema>), description };
}

/** Either is enough of a team. */
function team(): Schema {
  const name = text("In every resource's name; may not change.", {
    pattern: TEAM_PATTERN.source,
    maxLength: TEAM_MAX_LENGTH,
  });
  const named = map(
    {
      name,
      label: text("What people call it; may change.", { maxLength: 60 }),
      members: list(text("ID, or group:ID."), "Entra object ids of the team's members and groups."),
      settings: settings("Settings of this team alone."),
    },
    ["name"],
  );
  return { anyOf: [name, named] };
}

function places(): Schema {
  const one = map(
    {
      subscription: text("Id of the Azure subscription.", { format: "uuid" }),
      regions: { ...list(text("E.g. westeurope."), "Regions in order of preference."), minItems: 1 },
      reserve: map({
        vcpus: integer(0, 100_000, "vCPUs that stay free in each region, for members' own clusters."),
      }),
      most: integer(1, 1000, "Teams that it takes at most."),
    },
    ["subscription", "regions"],
  );
  return { ...list(one, "Where teams may be, in order of preference."), minItems: 1 };
}

function secrets(): Schema {
  const source: Schema = {
    anyOf: [
      map({ env: text("Name of an environment variable.") }, ["env"]),
      map({ file: text("Path, relative to this file.") }, ["file"]),
      map(
        {
          command: { ...list(text("A word."), "A program that prints it, and its arguments."), minItems: 1 },
        },
        ["command"],
      ),
    ],
  };
  return {
    ...map(Object.fromEntries(secretSettings.map((name) => [name, source]))),
    description: "Where secret settings are read; never their values.",
  };
}

/** @returns the JSON schema of an event's file, by which editors complete and mark it. */
export function eventSchema(): Schema {
  const budget = map(
    {
      perTeamPerDay: { type: "number", exclusiveMinimum: 0 },
      currency: text("E.g. EUR.", { pattern: "^[A-Z]{3}$" }),
      tell: list(text("E-mail address."), "Who hears of it."),
    },
    ["perTeamPerDay", "currency", "tell"],
  );
  const scheduled = map(
    {
      at: text("Moment with its time zone, e.g. 2027-03-10T16:00+01:00."),
      do: { enum: ["up", "step", "down"] },
      step,
    },
    ["at", "do"],
  );
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "A hackathon event",
    ...map(
      {
        event: text("Name of the event; a tag on everything.", {
          pattern: TEAM_PATTERN.source,
          maxLength: EVENT_MAX_LENGTH,
        }),
        owner: text("Who answers for the cost; a tag on everything."),
        expires: text("Day until which the teams need it, YYYY-MM-DD.", {
          pattern: "^\\d{4}-\\d{2}-\\d{2}$",
        }),
        state: text(
          "Where Pulumi's state is kept: file, azblob://CONTAINER?storage_account=ACCOUNT or cloud:ORGANIZATION.",
        ),
        signIn: {
          enum: ["azureCli", "servicePrincipal", "managedIdentity"],
          description: "How to sign in to Azure.",
        },
        places: places(),
        settings: settings("Settings of all teams."),
        secrets: secrets(),
        teams: list(team(), "The teams, in order."),
        spares: integer(0, 20, "Teams in stock for late comers: spare-1, spare-2, …"),
        budget,
        schedule: list(scheduled, "What is to happen when, in the order of time."),
      },
      ["event", "owner", "expires", "places"],
    ),
  };
}
