import { RoleAssignment } from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import type { Member } from "../program/settings";
import { roleDefinition } from "./catalog";
import { failureHook } from "./failureHook";

/** Built-in role Contributor. */
const CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";

/** Arguments of {@link Members}. */
export interface MembersArgs {
  /** ARM id of the team's resource group. */
  readonly resourceGroupId: pulumi.Input<string>;
  /** Entra users and groups. */
  readonly members: readonly Member[];
}

/**
 * The team: Contributors of its resource group. Who is one on a Databricks workspace signs in to it as an
 * administrator, so nothing else lets them in.
 */
export class Members extends pulumi.ComponentResource {
  constructor(name: string, args: MembersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("clickstream:challenge:Members", name, {}, opts);
    const hooks = { onError: [failureHook(`${name}-retry`)] };
    for (const { objectId, kind } of args.members) {
      new RoleAssignment(
        `${name}-${objectId}`,
        {
          scope: args.resourceGroupId,
          principalId: objectId,
          principalType: kind,
          roleDefinitionId: roleDefinition(args.resourceGroupId, CONTRIBUTOR),
        },
        { parent: this, hooks },
      );
    }
    this.registerOutputs({});
  }
}
