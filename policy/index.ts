import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import { pulumiPolicies } from "./pulumi";
import { rules } from "./rules";
import { parsePolicySettings } from "./settings";

const settings = parsePolicySettings(
  readFileSync(join(__dirname, "policy.yaml"), "utf8"),
  rules.map(({ id }) => id),
);

/** The pack as Pulumi runs it: `pulumi preview --policy-pack policy`. */
new PolicyPack("clickstream", { policies: pulumiPolicies(rules, settings), enforcementLevel: "mandatory" });
