import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { RandomString } from "@pulumi/random";
import { CHALLENGE, namesFor, SUFFIX_LENGTH, type Names } from "../program/names";
import type { Settings } from "../program/settings";

/** What every part of the challenge is made from. */
export interface Context {
  readonly name: string;
  readonly settings: Settings;
  readonly names: pulumi.Output<Names>;
  readonly suffix: pulumi.Output<string>;
  readonly group: ResourceGroup;
  readonly place: { resourceGroupName: pulumi.Output<string>; location: string };
  readonly tags: Record<string, string>;
}

/** Declares the team's resource group, under names that no other team has. */
export function createContext(name: string, settings: Settings, parent: pulumi.Resource): Context {
  const suffix = new RandomString(
    `${name}-suffix`,
    { length: SUFFIX_LENGTH, upper: false, special: false },
    { parent },
  ).result;
  const names = suffix.apply((text) => namesFor(settings.team, text));
  const tags = {
    team: settings.team,
    owner: settings.owner,
    expires: settings.expires,
    challenge: CHALLENGE,
    ...(settings.event !== undefined && { event: settings.event }),
  };
  const group = new ResourceGroup(
    `${name}-group`,
    { resourceGroupName: names.resourceGroup, location: settings.location, tags },
    { parent },
  );
  const place = { resourceGroupName: group.name, location: settings.location };
  return { name, settings, names, suffix, group, place, tags };
}
