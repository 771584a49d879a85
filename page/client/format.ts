const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

/** `1,234,567` */
export const count = (value: number): string => whole.format(value);

/** A rate: one decimal below ten, so that one click in four seconds is not none. */
export const rate = (value: number): string => (value > 0 && value < 10 ? oneDecimal : whole).format(value);

/** `1.4 s`, `2 min 5 s`, `3 h 10 min` */
export function duration(seconds: number): string {
  if (seconds < 60) return `${oneDecimal.format(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Time of day, `14:05:09`, of milliseconds since the epoch. */
export const timeOfDay = (at: number): string => clock.format(at);

/** `Product 12`; null is a product that the event did not name. */
export const productName = (product: number | null): string =>
  product === null ? "No product" : `Product ${product}`;

/** `Category 3`; null is a category that the event did not name. */
export const categoryName = (category: number | null): string =>
  category === null ? "No category" : `Category ${category}`;
