import { isHidden } from "../core/resource";
import { oneOf, property, rulesFor, type PolicyRule } from "../core/rule";
import * as types from "../core/types";

/** Built-in roles that give rights away (learn.microsoft.com/azure/role-based-access-control/built-in-roles). */
const rolesThatAssign: Readonly<Record<string, string>> = {
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
  "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
  "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
};

/** Rules for role assignments. */
export const roleRules: readonly PolicyRule[] = rulesFor(
  [types.ROLE_ASSIGNMENT],
  [
    {
      id: "role-never-assigns",
      title: "No role is given that can give roles.",
      severity: "critical",
      reason: "Its holder can take every right in the scope, for longer than the stack lives.",
      wayOut: "Give Contributor, or a role of the service.",
      wrongIn: ({ properties: { roleDefinitionId } }) => {
        if (isHidden(roleDefinitionId)) return [];
        const name = rolesThatAssign[String(roleDefinitionId).split("/").at(-1)?.toLowerCase() ?? ""];
        return name === undefined ? [] : [`the role is ${name}`];
      },
    },
    {
      id: "role-principal-type",
      title: "A role assignment says what its principal is.",
      severity: "low",
      reason: "Azure takes it for a user otherwise, and refuses an identity that was just made.",
      wayOut: "Set principalType.",
      wrongIn: oneOf("principalType", "User", "Group", "ServicePrincipal"),
    },
    {
      id: "role-scope",
      title: "A role is given in a resource group at most.",
      severity: "high",
      reason: "In a subscription its holder reaches every team.",
      wayOut: "Take the resource group's id, or the resource's, for the scope.",
      wrongIn: property("scope", (scope) =>
        /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.test(String(scope)),
      ),
    },
  ],
);
