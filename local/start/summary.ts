/** How often each product was clicked: product id → clicks. */
export type ClicksPerProduct = ReadonlyMap<number, number>;

/** A product whose clicks sent are not the clicks counted. */
export interface Difference {
  readonly productid: number;
  readonly sent: number;
  readonly counted: number;
}

/** @returns every product, lowest id first, for which the two do not agree. */
export function differences(sent: ClicksPerProduct, counted: ClicksPerProduct): Difference[] {
  return [...new Set([...sent.keys(), ...counted.keys()])]
    .sort((a, b) => a - b)
    .map((productid) => ({
      productid,
      sent: sent.get(productid) ?? 0,
      counted: counted.get(productid) ?? 0,
    }))
    .filter((product) => product.sent !== product.counted);
}
