import { CATEGORIES, categoryOf, MOST_CLICKS, PRODUCTS, type Visits } from "./pattern";
import { Random } from "./random";
import { activityAt, campaignAt } from "./shopHours";

/** Which products and categories are popular: the same for every generator, so that a restart is no other shop. */
const ASSORTMENT = 19;

/** Clicks of a session, on average. */
const MEAN_CLICKS = 8;
/** Share of the sessions that come by a campaign while one runs. */
const BY_CAMPAIGN = 0.4;
/** Share of the clicks that stay in their session's category … */
const STAYS = 0.7;
/** … and of those that go on to a related one; the rest go anywhere. */
const RELATED = 0.25;

/** Things from which one is drawn, the first most often: the n-th comes an n-th as often as the first. */
class Ranking {
  readonly #ranked: readonly number[];
  readonly #sums: readonly number[];

  constructor(ranked: readonly number[]) {
    this.#ranked = ranked;
    let sum = 0;
    this.#sums = ranked.map((_, rank) => (sum += 1 / (rank + 1)));
  }

  draw(random: Random): number {
    const at = random.fraction() * (this.#sums.at(-1) ?? 0);
    let [low, high] = [0, this.#sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sums[middle] ?? 0) > at) high = middle;
      else low = middle + 1;
    }
    return this.#ranked[low] ?? 0;
  }
}

const assortment = new Random(ASSORTMENT);
/** The most popular first; those side by side are related. */
const categories = shuffled(upTo(CATEGORIES), assortment);
const products = upTo(CATEGORIES).map(
  (category) =>
    new Ranking(
      shuffled(
        upTo(PRODUCTS).filter((product) => categoryOf(product) === category),
        assortment,
      ),
    ),
);
const categoryRanking = new Ranking(categories);

/** The two categories that go with one: what is beside the last of them is the first. */
export function relatedTo(category: number): readonly [number, number] {
  const at = categories.indexOf(category);
  const beside = (steps: number): number => categories[(at + steps + CATEGORIES) % CATEGORIES] ?? category;
  return [beside(-1), beside(1)];
}

const related = upTo(CATEGORIES).map(relatedTo);

/**
 * Clicks as in a shop: some products and categories are popular, a session browses a category and those related to it,
 * the day has its course, and campaigns bring visitors for one product.
 */
export class Shop implements Visits {
  readonly #now: () => number;
  #category = 0;
  /** Product that the session came for, until it is clicked. */
  #wanted: number | undefined;

  /** @param now ms since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  beginSession(random: Random): number {
    const product = campaignAt(this.#now());
    this.#wanted = product !== undefined && random.fraction() < BY_CAMPAIGN ? product : undefined;
    this.#category = this.#wanted === undefined ? categoryRanking.draw(random) : categoryOf(this.#wanted);
    // Each click but the last is followed by another with the same probability.
    const more = Math.log(1 - random.fraction()) / Math.log(1 - 1 / MEAN_CLICKS);
    return Math.min(MOST_CLICKS, 1 + Math.floor(more));
  }

  nextProduct(random: Random): number {
    const wanted = this.#wanted;
    if (wanted !== undefined) {
      this.#wanted = undefined;
      return wanted;
    }
    const where = random.fraction();
    if (where >= STAYS + RELATED) this.#category = categoryRanking.draw(random);
    else if (where >= STAYS) this.#category = related[this.#category - 1]?.[random.integer(0, 1)] ?? 0;
    return products[this.#category - 1]?.draw(random) ?? 0;
  }

  activity(): number {
    return activityAt(this.#now());
  }
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** Fisher and Yates's shuffle. */
function shuffled(values: readonly number[], random: Random): number[] {
  const left = [...values];
  return values.map(() => left.splice(random.integer(0, left.length - 1), 1)[0] ?? 0);
}
