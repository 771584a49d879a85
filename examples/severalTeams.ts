import { RoleAssignment } from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import { roleDefinition } from "../components/catalog";
import { Challenge } from "../components/challenge";
import { readSettings } from "../program/settings";

/** Built-in role Reader. */
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

/** The challenge of one of the teams: the settings are the stack's, which all teams share, but for the team's name. */
function challengeOf(team: string, config: pulumi.Config): Challenge {
  const settings = readSettings(
    { get: (key) => (key === "team" ? team : config.get(key)) },
    new Date(),
    "Set each with `pulumi config set KEY VALUE`; the teams' names are in `teams`.",
  );
  // Part of every resource's name in the state: never change it for a team that stands.
  return new Challenge(team, settings);
}

/**
 * A program of one's own around the component: several teams in one stack (`pulumi config set --path 'teams[0]' red`),
 * and for each something that the challenge does not have, here the right of the people who run the event to look at
 * the team's resource group.
 */
export = function program(): Promise<Record<string, unknown>> {
  const config = new pulumi.Config();
  const teams = config.requireObject<string[]>("teams");
  const operators = config.require("operators");
  const outputs = teams.map((team) => {
    const challenge = challengeOf(team, config);
    new RoleAssignment(`${team}-operators`, {
      scope: challenge.resourceGroup.id,
      principalId: operators,
      principalType: "Group",
      roleDefinitionId: roleDefinition(challenge.resourceGroup.id, READER),
    });
    const { bootstrapServers } = challenge.stream;
    return [
      team,
      { bootstrapServers, workspaceUrl: challenge.workspace?.url, jobUrl: challenge.job?.jobUrl },
    ];
  });
  return Promise.resolve(Object.fromEntries(outputs) as Record<string, unknown>);
};
