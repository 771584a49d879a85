import { RoleAssignment } from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import { roleDefinition } from "../components/catalog";
import { Challenge } from "../components/challenge";
import { readSettings, type Settings } from "../program/settings";

/** Built-in role Reader. */
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

/** The settings of one of the teams: the stack's, which all teams share, but for the team's name. */
function settingsOf(team: string, config: pulumi.Config): Settings {
  return readSettings(
    { get: (key) => (key === "team" ? team : config.get(key)) },
    new Date(),
    "Set each with `pulumi config set KEY VALUE`; the teams' names are in `teams`.",
  );
}

/**
 * A program of one's own around the component: several teams in one stack (`pulumi config set --path 'teams[0]' red`),
 * and for each something that the challenge does not have, here the right of the people who run the event to look at
 * the team's resource group.
 */
export = async function program(): Promise<Record<string, unknown>> {
  const config = new pulumi.Config();
  const operators = config.require("operators");
  // Of all teams, before anything is declared: a wrong one is refused before anything is created.
  const teams = config.requireObject<string[]>("teams").map((team) => settingsOf(team, config));
  const outputs = teams.map((settings) => {
    // The name is part of every resource's name in the state: never change it for a team that stands.
    const challenge = new Challenge(settings.team, settings);
    new RoleAssignment(`${settings.team}-operators`, {
      scope: challenge.resourceGroup.id,
      principalId: operators,
      principalType: "Group",
      roleDefinitionId: roleDefinition(challenge.resourceGroup.id, READER),
    });
    const [{ bootstrapServers }, workspaceUrl] = [challenge.stream, challenge.workspace?.url];
    return [settings.team, { bootstrapServers, workspaceUrl, jobUrl: challenge.job?.jobUrl }];
  });
  return Object.fromEntries(outputs) as Record<string, unknown>;
};
