import type { Random } from "./random";

/** The patterns by their names: every product as often, or as in a shop. */
export type ClicksPattern = "uniform" | "shop";

/** What visitors click, one session after the other. */
export interface Visits {
  /** A session begins. @returns how many clicks it has, 0 to {@link MOST_CLICKS} */
  beginSession(random: Random): number;
  /** @returns the product of its next click, 1 to {@link PRODUCTS} */
  nextProduct(random: Random): number;
  /** @returns which part of the rate comes now: more than 0, at most 1 */
  activity(): number;
}

export const PRODUCTS = 670;
export const CATEGORIES = 10;
export const MOST_CLICKS = 98;

/** @returns the category of a product, 1 to {@link CATEGORIES} */
export function categoryOf(product: number): number {
  return (product % CATEGORIES) + 1;
}

/** As the challenge's image: each length of a session, each product and each moment alike. */
export const uniform: Visits = {
  beginSession: (random) => random.integer(0, MOST_CLICKS),
  nextProduct: (random) => random.integer(1, PRODUCTS),
  activity: () => 1,
};
