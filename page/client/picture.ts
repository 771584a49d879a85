import type { ShownTable } from "../view";
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

/** What a picture shows, by index of the column. */
export interface ChosenColumns {
  /** How long the bars are, or how high the line. */
  readonly measure: number;
  /** What names the bars; the time axis where it is one. */
  readonly label: number;
}

/** The columns that a picture can show, and those that it shows unless others are chosen. */
export interface ChartColumns extends ChosenColumns {
  readonly measures: readonly number[];
  readonly labels: readonly number[];
}

/** More bars than this nobody compares. */
const MOST_BARS = 50;

/** Whether a SQL type is a number's, as Databricks and Spark name them. */
export const isNumber = (type: string): boolean =>
  /^(TINYINT|SMALLINT|INT|INTEGER|BIGINT|BYTE|SHORT|LONG|FLOAT|DOUBLE|DECIMAL)\b/.test(type);
const isTime = (type: string): boolean => /^(TIMESTAMP|DATE)/.test(type);

/** Columns that number things rather than measure them: `sessionid`, `orderId`, `top_product`. */
const isKey = (name: string): boolean =>
  /(^|_)(id|category|product|session|partition|offset)$|(category|product|session|user)id$/i.test(name) ||
  /[a-z]I[dD]$/.test(name);

/** Columns that say how many different things there are: less worth a look than how often each was clicked. */
const countsThings = (name: string): boolean => /(^|_)(categories|products|sessions|partitions)$/i.test(name);

/** Spark writes times of the session's zone, UTC, without a zone. */
const seconds = (text: string): number =>
  Date.parse(/Z|[+-]\d\d:\d\d$|^[\d-]+$/.test(text) ? text : `${text.replace(" ", "T")}Z`) / 1000;

/**
 * Finds the columns for a picture: the last number that measures something, by the time where there is little
 * else, or else by the first other column.
 *
 * @returns undefined where nothing is measured, or there is nothing to compare.
 */
export function chartColumnsOf({ columns, rows }: ShownTable): ChartColumns | undefined {
  const all = columns.map((_column, index) => index);
  const measures = all.filter((index) => isNumber(columns[index]?.type ?? ""));
  const nameOf = (index: number): string => columns[index]?.name ?? "";
  const measuring = measures.filter((index) => !isKey(nameOf(index)));
  const measure = measuring.findLast((index) => !countsThings(nameOf(index))) ?? measuring.at(-1);
  if (measure === undefined || rows.length < 2) return undefined;
  const time = columns.findIndex(({ type }) => isTime(type));
  const label = time >= 0 && columns.length <= 3 ? time : all.find((index) => index !== measure);
  return label === undefined ? undefined : { measures, labels: all, measure, label };
}

/**
 * Draws up the picture of an answer: a time and a measure make a line, anything else and a measure bars.
 *
 * @param chosen its columns. @default those of {@link chartColumnsOf}
 * @returns undefined where none fits: nothing is measured, or bars would go below zero.
 */
export function pictureOf(
  answer: ShownTable,
  chosen: ChosenColumns | undefined = chartColumnsOf(answer),
): ResultPicture | undefined {
  if (!chosen) return undefined;
  const { columns, rows } = answer;
  const [measured, labelled] = [columns[chosen.measure], columns[chosen.label]];
  if (!measured || !labelled) return undefined;
  const title = `${measured.name} by ${labelled.name}`;
  const pairs = rows.map((row) => [row[chosen.label] ?? null, row[chosen.measure] ?? null] as const);
  return isTime(labelled.type) ? lineOf(title, pairs) : barsOf(title, labelled.name, pairs);
}

type Pair = readonly [label: string | null, value: string | null];

function lineOf(title: string, pairs: readonly Pair[]): ResultPicture {
  const points = pairs
    .flatMap(([at, value]) => (at === null || value === null ? [] : [[seconds(at), Number(value)] as const]))
    .sort(([one], [other]) => one - other);
  return { kind: "line", title, at: points.map(([at]) => at), values: points.map(([, value]) => value) };
}

function barsOf(title: string, name: string, pairs: readonly Pair[]): ResultPicture | undefined {
  const bars = pairs.slice(0, MOST_BARS).map(([label, value]) => ({
    label: `${name} ${label ?? "NULL"}`,
    value: Number(value ?? 0),
  }));
  if (bars.some(({ value }) => value < 0)) return undefined;
  const first = pairs.length > MOST_BARS ? `, first ${MOST_BARS} rows` : "";
  return { kind: "bars", title: `${title}${first}`, bars };
}
