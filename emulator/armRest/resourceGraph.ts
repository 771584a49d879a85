import type { Properties } from "../core/cloudApi";
import { AzureError } from "../core/errors";
import type { World } from "../core/model";
import { requireText, texts } from "../core/properties";
import { BUDGET, inSubscription } from "./lists";

/** The address of its queries: of no subscription. */
export const RESOURCE_GRAPH = /^\/providers\/Microsoft\.ResourceGraph\/resources$/i;

/** What neither of its two tables has: role assignments are in one of their own, and budgets in none. */
const elsewhere = ["azure-native:authorization:RoleAssignment", BUDGET];

interface Known {
  readonly id: string;
  readonly subscription: string;
  /** When it was seen to be gone, on the cloud's clock. */
  goneAt: number | undefined;
}

/**
 * Azure Resource Graph: a copy of what ARM has, which shows what was deleted for a while
 * (learn.microsoft.com/azure/governance/resource-graph/overview, "How Resource Graph is kept current").
 */
export class ResourceGraph {
  readonly #worlds: readonly World[];
  readonly #known = new Map<string, Known>();

  constructor(worlds: readonly World[]) {
    this.#worlds = worlds;
    this.look();
  }

  /** Takes note of what is there now. */
  look(): void {
    const there = new Set<string>();
    for (const world of this.#worlds) {
      for (const { id, type } of inSubscription(world)) {
        const key = id.toLowerCase();
        if (elsewhere.includes(type)) continue;
        there.add(key);
        this.#known.set(key, { id, subscription: world.identity.subscriptionId, goneAt: undefined });
      }
      const now = world.clock.now();
      for (const [key, known] of this.#known)
        if (!there.has(key) && known.subscription === world.identity.subscriptionId) known.goneAt ??= now;
    }
  }

  /** @returns the answer to a query for ids: all that is asked of it here. @throws AzureError for any other. */
  query(body: Properties): Properties {
    this.look();
    const query = requireText(body, "query");
    const wanted =
      /^resourcecontainers \| where id in~ \(([^)]*)\) \| project id \| union \(resources \| where id in~ \(\1\) \| project id\)$/.exec(
        query,
      )?.[1];
    if (wanted === undefined)
      throw new AzureError(400, "BadRequest", `Please provide below info when asking for support: ${query}`);
    const ids = new Set([...wanted.matchAll(/'([^']*)'/g)].map(([, id = ""]) => id.toLowerCase()));
    const data = [...this.#known.entries()]
      .filter(([key, known]) => ids.has(key) && this.#shows(known, texts(body, "subscriptions")))
      .map(([, { id }]) => ({ id }));
    return { totalRecords: data.length, count: data.length, resultTruncated: "false", data };
  }

  #shows({ subscription, goneAt }: Known, asked: readonly string[]): boolean {
    const world = this.#worlds.find(({ identity }) => identity.subscriptionId === subscription);
    if (world === undefined || !asked.includes(subscription)) return false;
    return goneAt === undefined || world.clock.now() < goneAt + world.late.resourceGraph;
  }
}
