import type { CloudApi } from "../core/cloudApi";
import { messageOf, type Progress, type RegisteredResource } from "./registered";

const PROVIDER = "pulumi:providers:";

/** What a destroy works on. */
export interface Removal {
  readonly resources: readonly RegisteredResource[];
  cloudOf(provider: string | undefined): CloudApi;
  readonly progress: Progress;
}

/**
 * Deletes resources, each after all that depend on it, as many at a time as that allows. What is deleted
 * with another resource gets no request of its own. If a resource cannot be deleted, what it depends on stays;
 * everything else is deleted.
 *
 * @throws {@link RemovalError} naming every resource that could not be deleted, with all that are left.
 */
export async function removeAll(removal: Removal): Promise<void> {
  const byUrn = new Map(removal.resources.map((resource) => [resource.urn, resource]));
  const dependents = new Map<string, string[]>();
  for (const resource of removal.resources) {
    for (const needed of needs(resource)) {
      dependents.set(needed, [...(dependents.get(needed) ?? []), resource.urn]);
    }
  }
  const failures: Error[] = [];
  const removing = new Map<string, Promise<boolean>>();
  /** @returns whether it is gone. */
  const remove = (resource: RegisteredResource): Promise<boolean> => {
    const begun = removing.get(resource.urn);
    if (begun !== undefined) return begun;
    const work = (async () => {
      const users = (dependents.get(resource.urn) ?? []).flatMap((urn) => byUrn.get(urn) ?? []);
      const gone = await Promise.all(users.map(remove));
      if (gone.includes(false)) return false;
      return removeOne(removal, resource, byUrn).catch((error: unknown) => {
        failures.push(
          new Error(`${resource.name} (${resource.type}): ${messageOf(error)}`, { cause: error }),
        );
        return false;
      });
    })();
    removing.set(resource.urn, work);
    return work;
  };
  const outcomes = await Promise.all(
    removal.resources.map(async (resource) => ({ resource, gone: await remove(resource) })),
  );
  if (failures.length === 0) return;
  const left = outcomes.filter(({ gone }) => !gone).map(({ resource }) => resource);
  throw new RemovalError(failures, left);
}

/** Some resources could not be removed; they and what they depend on are left. */
export class RemovalError extends AggregateError {
  override readonly name = "RemovalError";

  constructor(
    errors: readonly Error[],
    readonly left: readonly RegisteredResource[],
  ) {
    super(errors, `Could not remove ${errors.map(({ message }) => message).join("; ")}`);
  }
}

/** All that must outlive a resource. */
function needs(resource: RegisteredResource): ReadonlySet<string> {
  const also = [resource.parent, resource.provider, resource.deletedWith];
  const urns = new Set([...resource.dependencies, ...also.filter((urn) => urn !== undefined)]);
  urns.delete(resource.urn);
  return urns;
}

async function removeOne(
  removal: Removal,
  resource: RegisteredResource,
  byUrn: ReadonlyMap<string, RegisteredResource>,
): Promise<boolean> {
  const { type, id, custom, deletedWith } = resource;
  await removal.progress.around(resource, ["deleting", "deleted"], async () => {
    if (!custom || type.startsWith(PROVIDER)) return;
    if (deletedWith !== undefined && byUrn.has(deletedWith)) return;
    await removal.cloudOf(resource.provider).delete(type, id);
  });
  return true;
}
