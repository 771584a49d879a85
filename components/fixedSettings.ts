import * as pulumi from "@pulumi/pulumi";
import { teamOf } from "../program/names";

/** What a stack keeps for as long as it stands; the inputs of the challenge itself. */
export interface FixedSettings {
  readonly team: string;
  readonly location: string;
}

/** The challenge as an earlier `pulumi up` left it. */
interface Before {
  readonly oldInputs?: Record<string, unknown>;
  readonly oldOutputs?: Record<string, unknown>;
}

/**
 * A hook, for a component whose inputs are the {@link FixedSettings}, that refuses another team or location, in
 * previews too.
 *
 * Either one replaces the resource group, and the workspace goes with it before what Databricks' provider made
 * through it: from then on nobody answers for that, and neither `pulumi up` nor `pulumi destroy` gets on. The
 * component is registered before all that it holds, so nothing has happened yet when it is refused.
 */
export function keepFixedSettings(name: string, wanted: FixedSettings): pulumi.ResourceHook {
  return new pulumi.ResourceHook(
    name,
    (before) => {
      const refusal = refuseChange(before, wanted);
      if (refusal !== undefined) throw new Error(refusal);
    },
    { onDryRun: true },
  );
}

/** @returns why a stack with this past cannot have these settings; undefined where it can. */
export function refuseChange(before: Before, wanted: FixedSettings): string | undefined {
  // A stack of a program that did not keep them yet tells its team by the name of its group, and no location.
  const group = String(before.oldOutputs?.["resourceGroupName"] ?? "");
  const { team = teamOf(group), location } = before.oldInputs ?? {};
  const changes = Object.entries({ team, location }).flatMap(([key, was]) => {
    const is = wanted[key as keyof FixedSettings];
    return was === undefined || was === is ? [] : [{ key, was, is }];
  });
  if (changes.length === 0) return undefined;
  const what = changes.map(({ key, was, is }) => `${key} from "${String(was)}" to "${is}"`).join(" and ");
  const back = changes.map(({ key, was }) => `\`pulumi config set ${key} ${String(was)}\``).join(" and ");
  return (
    `this stack cannot change its ${what}, and nothing was changed: destroy it first (\`pulumi destroy\`), make ` +
    `another stack beside it (\`pulumi stack init\`), or keep what it has (${back}).`
  );
}
