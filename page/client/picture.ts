import type { AskAnswer } from "../view";
import type { Bar } from "./bars";

/** An answer as a picture: bars for things, a line for times. */
export type ResultPicture =
  | { readonly kind: "bars"; readonly title: string; readonly bars: readonly Bar[] }
  | {
      readonly kind: "line";
      readonly title: string;
      /** Seconds since the epoch, ascending. */
      readonly at: readonly number[];
      readonly values: readonly number[];
    };

/** More bars than this nobody compares. */
const MOST_BARS = 50;

const isNumber = (type: string): boolean =>
  /^(TINYINT|SMALLINT|INT|BIGINT|LONG|FLOAT|DOUBLE|DECIMAL)/.test(type);
const isTime = (type: string): boolean => /^(TIMESTAMP|DATE)/.test(type);

/** Columns that number things rather than measure them. */
const isKey = (name: string): boolean => /(^|_)(id|category|partition|offset)$|id$/i.test(name);

/** Spark writes times of the session's zone, UTC, without a zone. */
const seconds = (text: string): number =>
  Date.parse(/Z|[+-]\d\d:\d\d$|^[\d-]+$/.test(text) ? text : `${text.replace(" ", "T")}Z`) / 1000;

/**
 * Finds the picture that fits an answer: a time and a measure make a line, anything else and a measure bars, as
 * long as those are few.
 *
 * @returns undefined where none fits.
 */
export function pictureOf({ columns, rows }: AskAnswer): ResultPicture | undefined {
  const measure = columns.findIndex(({ name, type }) => isNumber(type) && !isKey(name));
  const measured = columns[measure];
  if (!measured || rows.length < 2) return undefined;
  const time = columns.findIndex(({ type }) => isTime(type));
  const timed = columns[time];
  if (timed && columns.length <= 3) {
    const points = rows
      .flatMap((row) => {
        const [at, value] = [row[time], row[measure]];
        return at == null || value == null ? [] : [[seconds(at), Number(value)] as const];
      })
      .sort(([one], [other]) => one - other);
    const title = `${measured.name} by ${timed.name}`;
    return { kind: "line", title, at: points.map(([at]) => at), values: points.map(([, value]) => value) };
  }
  const label = columns.findIndex((_column, index) => index !== measure);
  const labelled = columns[label];
  if (!labelled || timed) return undefined;
  const bars = rows.slice(0, MOST_BARS).map((row) => ({
    label: `${labelled.name} ${row[label] ?? "NULL"}`,
    value: Number(row[measure] ?? 0),
  }));
  if (bars.some(({ value }) => value < 0)) return undefined;
  const first = rows.length > MOST_BARS ? `, first ${MOST_BARS} rows` : "";
  return { kind: "bars", title: `${measured.name} by ${labelled.name}${first}`, bars };
}
