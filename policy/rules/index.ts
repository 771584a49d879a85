import type { PolicyRule } from "../core/rule";
import { budgetRules } from "./budgets";
import { computeRules } from "./compute";
import { containerRules } from "./containers";
import { eventHubsRules } from "./eventHubs";
import { everythingRules } from "./everything";
import { roleRules } from "./roles";
import { secretRules } from "./secrets";
import { storageRules } from "./storage";
import { unityCatalogRules } from "./unityCatalog";
import { workspaceRules } from "./workspaces";

/** Every rule of the pack. */
export const rules: readonly PolicyRule[] = [
  ...everythingRules,
  ...eventHubsRules,
  ...storageRules,
  ...workspaceRules,
  ...computeRules,
  ...unityCatalogRules,
  ...containerRules,
  ...roleRules,
  ...budgetRules,
  ...secretRules,
];
