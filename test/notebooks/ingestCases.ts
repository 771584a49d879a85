import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Message } from "kafkajs";
import { longRun } from "../long";
import { ACCOUNT_KEY, type SparkWorkspace } from "../sparkWorkspace";

/** How many events are in the hub once all are exactly once in the tables. */
const keptClicks = longRun ? 25_000 : 5_000;

/** A click as the generator sends it; a field given as undefined is left out. */
export const click = (fields: Record<string, unknown> = {}): string =>
  JSON.stringify({
    productid: 7,
    timestamp: "2020-11-18T17:17:17.1234567+00:00",
    sessionid: 3,
    category: 8,
    ...fields,
  });
const asSent = ["7", "8", "3", "2020-11-18 17:17:17.123456", "2020-11-18T17:17:17.1234567+00:00"];
const timed = (timestamp: string, eventTime: string) =>
  [click({ timestamp }), ["7", "8", "3", eventTime, timestamp]] as const;
const of = (productid: number) => [click({ productid }), [String(productid), ...asSent.slice(1)]] as const;

const NOT_JSON = "not a JSON object with the fields of a click";
const NO_INTEGER = "missing or not a 32-bit integer";
const NOT_ROUND_TRIP = "timestamp: not in round-trip format with an offset";
const BOM = "a byte order mark before the JSON";
const BEYOND = "no JSON, or beyond its reader: 1000 digits, 50000 characters of a name, 1000 levels";
const SEVERAL = "more than one JSON object, or something else behind it";

/** The largest number of each length: the notebook knows a click with nothing behind it by its length. */
const largest = [...Array.from({ length: 9 }, (_, index) => 10 ** (index + 1) - 1), 2147483647];
const fieldCases = ["productid", "category", "sessionid"];

/** Times that Spark reads, though no round trip writes them. */
const lenientTimes = [
  "2020-11-18T17:17:17 Etc/UTC+00:00",
  ...["T7:1:1.12345+00:00", "T7:17:17.12345678+00:00", "T17:17:17UTC+01:00", "T17:17:17.+00:00"].map(
    (time) => `2020-11-18${time}`,
  ),
  ...["T17:17:17.123456\t+00:00", "T17:17:17.123456 +00:00", "T17:17:17.123456N+00:00", "T17:17:17Z\n"].map(
    (time) => `2020-11-18${time}`,
  ),
  ...["T17:17:17.123456789Z", "T17:17:17.123456789012Z", "T17:17:17.1234567+14:30", "T17:17:17.1+1:00"].map(
    (time) => `2020-11-18${time}`,
  ),
  ...[" 2020-1-18", "+2020-1-18", "020201-1-1"].map((date) => `${date}T17:17:17.1234567+00:00`),
  "0000-01-01T00:00:00.0000000+00:00",
  "0001-01-01T00:00:00.0000000+01:00",
  "9999-12-31T23:59:59.9999999-01:00",
];

/** Events and what they are kept as: the columns of a click, or the reason why they are none. */
const eventCases: readonly (readonly [event: string | Buffer | null, kept: readonly string[] | string])[] = [
  [click(), asSent],
  timed("2020-11-18T18:17:17.1234567+01:00", "2020-11-18 17:17:17.123456"),
  timed("2020-11-18T17:17:17Z", "2020-11-18 17:17:17"),
  // Hours before and years after everything else: no clock but the hub's means anything.
  timed("2020-11-18T14:31:00.0000001-00:30", "2020-11-18 15:01:00"),
  timed("2031-01-01T00:00:00.9999999+00:00", "2031-01-01 00:00:00.999999"),
  // As far as years and offsets go.
  timed("0001-01-01T00:00:00.0000000+00:00", "0001-01-01 00:00:00"),
  timed("9999-12-31T23:59:59.9999999+00:00", "9999-12-31 23:59:59.999999"),
  timed("2020-11-18T17:17:17.1+14:00", "2020-11-18 03:17:17.1"),
  of(2147483647),
  [click({ extra: { a: [1, "}"] } }), asSent],
  [`  ${click().replaceAll(",", ",\n")}\n`, asSent],
  [click({ extra: "x".repeat(900_000) }), asSent],
  ['{"productid":1,' + click({ productid: 2 }).slice(1), of(2)[1]],
  [null, "no value"],
  ["", "empty"],
  [Buffer.from([0xff, 0xfe, 0x7b]), "not UTF-8"],
  [Buffer.from(click({ extra: "\u00e9" }), "latin1"), "not UTF-8"],
  [Buffer.from(click({ timestamp: "2020-11-18T17:17:17.123456\u00e9+00:00" }), "latin1"), "not UTF-8"],
  ["\0\0", NOT_JSON],
  ["hello", NOT_JSON],
  ["null", NOT_JSON],
  ["[]", NOT_JSON],
  [`[${click()}]`, NOT_JSON],
  [click().slice(0, 40), NOT_JSON],
  [click().replaceAll('"', "'"), NOT_JSON],
  ["x".repeat(1_000_000), NOT_JSON],
  ["[".repeat(100_000), BEYOND],
  ...[
    `"x":${"9".repeat(1001)}`,
    `"${"n".repeat(60_000)}":1`,
    `"x":${"[".repeat(1001)}${"]".repeat(1001)}`,
  ].map((field) => [click().replace("{", `{${field},`), BEYOND] as const),
  [click().replace("{", `{"x":${"[".repeat(999)}${"]".repeat(999)},`), asSent],
  [click().replace("}", "x"), NOT_JSON],
  [click().replace("}", ",}"), NOT_JSON],
  ['{"productid":"x",' + click().slice(1), "repeated field: not every value of it is of its type"],
  ["{}", "no field of a click"],
  ['{"timestamp":"2020-11-18T17:17:17.1234567+00:00"}', `productid: ${NO_INTEGER}`],
  [`${click()} and more`, SEVERAL],
  [click() + click(), SEVERAL],
  [`${click({ timestamp: "2020-11-18T17:17:17Z" })}{}`, SEVERAL],
  // What closes the array in which the notebook counts the objects.
  ...["]", "]garbage", `]${click()}`, ",0]", ",0],[0", "],", "]}"].map(
    (end) => [click() + end, SEVERAL] as const,
  ),
  ...[",", "}", '"', "\0", "\0\0}", "\v", "\u00a0", "\ufeff"].map((end) => [click() + end, SEVERAL] as const),
  [`\ufeff${click()}`, BOM],
  [click().replace("{", '{"extra":NaN,'), NOT_JSON],
  ...fieldCases.flatMap((field) =>
    largest.map((number) => [`${click({ [field]: number })}x`, SEVERAL] as const),
  ),
  [click({ productid: "7" }), `productid: ${NO_INTEGER}`],
  [click({ productid: 7.5 }), `productid: ${NO_INTEGER}`],
  [click({ productid: null }), `productid: ${NO_INTEGER}`],
  [click({ productid: undefined }), `productid: ${NO_INTEGER}`],
  [click({ productid: 2147483648 }), `productid: ${NO_INTEGER}`],
  [click().replace(":7,", `:${"9".repeat(400)},`), `productid: ${NO_INTEGER}`],
  [click({ productid: 0 }), "productid: below 1"],
  [click({ productid: -7 }), "productid: below 1"],
  [click({ category: true }), `category: ${NO_INTEGER}`],
  [click({ category: 0 }), "category: below 1"],
  [click({ sessionid: [3] }), `sessionid: ${NO_INTEGER}`],
  [click({ sessionid: 0 }), "sessionid: below 1"],
  [click({ timestamp: undefined }), "timestamp: missing"],
  [click({ timestamp: 2020 }), NOT_ROUND_TRIP],
  [click({ timestamp: "yesterday" }), NOT_ROUND_TRIP],
  [click({ timestamp: "2020-11-18T17:17:17.1234567" }), NOT_ROUND_TRIP],
  [click({ timestamp: "2020-11-18 17:17:17.1234567+00:00" }), NOT_ROUND_TRIP],
  [click({ timestamp: "2020-13-18T17:17:17.1234567+00:00" }), NOT_ROUND_TRIP],
  [click({ timestamp: "2020-11-18T17:17:17.123456x+00:00" }), NOT_ROUND_TRIP],
  ...lenientTimes.map((timestamp) => [click({ timestamp }), NOT_ROUND_TRIP] as const),
];

const refused = (name: string, value: string, why: string): [Record<string, string>, string] => [
  { [name]: value },
  `Parameter ${name} is '${value}'${why}`,
];

/** Parameters that are refused, and with what. */
const wrongParameters: [Record<string, string>, string][] = [
  [{ schema: "", lake_url: "" }, "Give either schema"],
  [{ trigger: "sometimes" }, "Parameter trigger is 'sometimes'"],
  [{ trigger: "processingTime=soon" }, "Parameter trigger is 'processingTime=soon'"],
  [{ trigger: "processingTime=-1 seconds" }, "Parameter trigger is 'processingTime=-1 seconds'"],
  ...["max_clicks_per_batch", "rows_per_file", "files_before_maintenance"].flatMap((name) =>
    ["0", "-5", "many", "1.5"].map((value) =>
      refused(name, value, ": it must be a whole number, 1 or more."),
    ),
  ),
  ...["compact_minutes", "vacuum_minutes"].flatMap((name) =>
    ["-1", "nan", "often"].map((value) => refused(name, value, ": it must be a number, 0 or more.")),
  ),
  ...["keep_removed_files", "keep_history"].flatMap((name) =>
    ["a day", "-1 day", "1", ""].map((value) => refused(name, value, ": it must be a number and a unit")),
  ),
  [{ compile_small_batches: "no" }, "Parameter compile_small_batches is 'no': it must be true or false"],
  [{ read_logs_ahead: "True" }, "Parameter read_logs_ahead is 'True': it must be true or false"],
  [{ event_hub: " " }, "Parameter event_hub is empty"],
  [{ connection_secret: "none" }, "Secret does not exist with scope: clickstream and key: none"],
];

/** Clicks of ten products in turn, and every hundredth event none, on `partitions` partitions in turn. */
export const clicks = (from: number, to: number, partitions: number): Message[] =>
  Array.from({ length: to - from }, (_, index) => {
    const number = from + index;
    const value = number % 100 === 99 ? "none" : click({ productid: 1 + (number % 10) });
    return { partition: number % partitions, value };
  });

/** Clicks, different ones, clicks counted, rejected, products whose count is not that of the clicks. */
export const TALLY = `SELECT (SELECT count(*) FROM clicks), (SELECT count(DISTINCT partition, offset) FROM clicks),
  (SELECT sum(clicks) FROM clicks_per_product), (SELECT count(*) FROM clicks_rejected WHERE value IS NOT NULL),
  (SELECT count(*) FROM clicks_per_product AS kept FULL JOIN
    (SELECT productid, category, count(*) AS clicks FROM clicks GROUP BY ALL) AS counted
    ON kept.productid = counted.productid AND kept.category = counted.category
    WHERE kept.clicks IS DISTINCT FROM counted.clicks)`;
export const tally = (events: number) => {
  const [good, bad] = [String(events - Math.floor(events / 100)), String(Math.floor(events / 100))];
  return [[good, good, good, bad, "0"]];
};

export const filesIn = (folder: string, pattern: RegExp): string[] =>
  readdirSync(folder)
    .filter((name) => pattern.test(name))
    .sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))
    .map((name) => join(folder, name));

/** Takes back the last write to a table, and any maintenance that came after it. */
function undoLastWrite(table: string): void {
  const commits = filesIn(join(table, "_delta_log"), /^\d{20}\.json$/);
  const from = commits.findLastIndex((file) => readFileSync(file, "utf8").includes('"operation":"WRITE"'));
  for (const file of commits.slice(from)) rmSync(file);
}

export function ingestCases(open: () => SparkWorkspace): void {
  describe("every event is kept exactly once", () => {
    /** How many are in the hub. */
    let events = 4000;

    it("clicks as clicks, and what is none with its bytes and the reason", async () => {
      const { driver } = open();
      await driver.createSchema("bytes");
      await open().newHub(1);
      const messages = eventCases.map(([value], index) => ({ key: `key ${index}`, value }));
      for (const message of messages) await open().send([message]);
      await open().ingest(open().parameters("bytes"));
      const kept = await open().ask(
        "SELECT offset, productid, category, sessionid, date_format(event_time, 'yyyy-MM-dd HH:mm:ss.SSSSSS'), timestamp, NULL, NULL FROM clicks UNION ALL SELECT offset, NULL, NULL, NULL, NULL, NULL, reason, sha2(value, 256) FROM clicks_rejected ORDER BY 1",
        "bytes",
      );
      const expected = eventCases.map(([event, result], offset) =>
        typeof result === "string"
          ? [
              ...[String(offset), null, null, null, null, null, result],
              event === null ? null : createHash("sha256").update(event).digest("hex"),
            ]
          : [String(offset), ...result.map((text, at) => (at === 3 ? fraction(text) : text)), null, null],
      );
      expect(kept).toEqual(expected);
      const places = "SELECT DISTINCT partition, enqueued_time > now() - INTERVAL 1 HOUR FROM";
      expect(await open().ask(`${places} clicks UNION ${places} clicks_rejected`, "bytes")).toEqual([
        ["0", "true"],
      ]);
      expect(
        await open().ask("SELECT productid, category, clicks FROM clicks_per_product ORDER BY 1", "bytes"),
      ).toEqual([
        ["2", "8", "1"],
        ["7", "8", "12"],
        ["2147483647", "8", "1"],
      ]);
    });

    it("over restarts, in small batches and large ones, and with a partition that the hub did not have", async () => {
      await open().driver.createSchema("team");
      await open().newHub(2);
      await open().send(clicks(0, 3000, 2));
      const parameters = { ...open().parameters("team"), max_clicks_per_batch: "1000" };
      await open().ingest(parameters);
      expect(await open().ask(TALLY, "team")).toEqual(tally(3000));
      await open().broker.addPartitions("test", 1);
      await open().send(clicks(3000, 4000, 3));
      // Three files a batch: such a one is counted from what it wrote.
      await open().ingest({ ...parameters, max_clicks_per_batch: "200", rows_per_file: "100" });
      expect(await open().ask(TALLY, "team")).toEqual(tally(4000));
      expect(
        await open().ask("SELECT partition, count(*) FROM clicks GROUP BY 1 ORDER BY 1", "team"),
      ).toHaveLength(3);
      await open().ingest(parameters);
      expect(await open().ask(TALLY, "team")).toEqual(tally(4000));
    });

    it("also when small files are joined, which a run does once there are many", async () => {
      const files = "SELECT count(DISTINCT _metadata.file_path) FROM clicks";
      expect(Number((await open().ask(files, "team"))[0]?.[0])).toBeGreaterThan(1);
      await open().ingest({ ...open().parameters("team"), files_before_maintenance: "2" });
      expect(await open().ask(files, "team")).toEqual([["1"]]);
      expect(await open().ask(TALLY, "team")).toEqual(tally(4000));
    });

    it("when the last batch is run again as a whole", async () => {
      rmSync(filesIn(join(open().stream("team"), "commits"), /^\d+$/).at(-1) ?? "");
      await open().ingest(open().parameters("team"));
      expect(await open().ask(TALLY, "team")).toEqual(tally(4000));
    });

    it.each([
      ["clicks", ["clicks_per_product", "clicks_rejected"]],
      ["clicks_per_product", ["clicks", "clicks_rejected"]],
    ])("when Spark was killed after the commit of %s and before those of %j", async (_done, undone) => {
      await open().send(clicks(events, events + 500, 3));
      events += 500;
      await open().ingest(open().parameters("team"));
      const last = open().driver.restarts;
      process.kill(await open().driver.jvmPid(), "SIGKILL");
      // What the disk looks like then.
      rmSync(filesIn(join(open().stream("team"), "commits"), /^\d+$/).at(-1) ?? "");
      for (const table of undone) undoLastWrite(join(open().folder, "warehouse", "team.db", table));
      await restarted(open, last + 1);
      await open().ingest(open().parameters("team"));
      expect(open().driver.restarts).toBe(last + 1);
      expect(await open().ask(TALLY, "team")).toEqual(tally(events));
    });

    // `test/faults` and `test/cli/start` do the same to it, and more, in every run.
    (longRun ? test : test.skip)("when Spark is killed again and again while clicks come in", async () => {
      const parameters = {
        ...open().parameters("team"),
        trigger: "processingTime=0 seconds",
        max_clicks_per_batch: "2000",
      };
      await open().driver.startJob("live", { notebookPath: "/ingest.py", parameters, continuous: true });
      try {
        for (let round = 0; round < 2; round++) {
          const from = 5000 + round * 10_000;
          const { restarts } = open().driver;
          await open().send(clicks(from, from + 10_000, 3));
          await counted(open, from + 2000);
          const { driver } = open();
          process.kill(round === 0 ? driver.pid : await driver.jvmPid(), "SIGKILL");
          await restarted(open, restarts + 1);
        }
        await counted(open, keptClicks);
      } finally {
        // It would go on beside the tests that follow.
        await open().driver.cancelJob("live");
      }
      // The job may have been cancelled between two tables of its last batch.
      await open().ingest(open().parameters("team"));
      expect(await open().ask(TALLY, "team")).toEqual(tally(keptClicks));
    });
  });

  it("a table whose creation was cut short, because Spark was killed, is created again", async () => {
    const { driver, folder } = open();
    await driver.createSchema("torn");
    const log = join(folder, "warehouse", "torn.db", "clicks", "_delta_log");
    mkdirSync(log, { recursive: true });
    writeFileSync(join(log, ".00000000000000000000.json.0c2f.tmp"), "");
    const { restarts } = driver;
    process.kill(await driver.jvmPid(), "SIGKILL");
    await restarted(open, restarts + 1);
    await open().ingest(open().parameters("torn"));
    expect(Number((await open().ask("SELECT count(*) FROM clicks", "torn"))[0]?.[0])).toBeGreaterThan(0);
  });

  describe("what cannot be exact is said", () => {
    it("a lost checkpoint costs nothing: the tables know how far they are", async () => {
      rmSync(open().checkpoint("team"), { recursive: true });
      await open().send(clicks(keptClicks, keptClicks + 1_000, 3));
      await open().ingest(open().parameters("team"));
      expect(await open().ask(TALLY, "team")).toEqual(tally(keptClicks + 1_000));
      expect(await open().ask("SELECT * FROM clicks_rejected WHERE value IS NULL", "team")).toEqual([]);
    });

    it("events that the hub dropped before they were read are on record, and the stream goes on", async () => {
      const question = "SELECT partition, offset, reason FROM clicks_rejected WHERE value IS NULL ORDER BY 1";
      const ends = await open().ask(
        "SELECT partition, max(offset) FROM (SELECT partition, offset FROM clicks UNION ALL SELECT partition, offset FROM clicks_rejected) GROUP BY 1 ORDER BY 1",
        "team",
      );
      await open().send(clicks(keptClicks + 1_000, keptClicks + 1_300, 3));
      const next = ends.map(([, offset]) => Number(offset) + 1);
      await open().asOwner(async (admin) => {
        // Without it KafkaJS does not know who leads the partitions.
        await admin.fetchTopicOffsets("test");
        await admin.deleteTopicRecords({
          topic: "test",
          partitions: next.map((offset, partition) => ({
            partition,
            // Partition 0 loses 40 events, 1 all of its 100, 2 none.
            offset: String(offset + ([40, 100, 0][partition] ?? 0)),
          })),
        });
      });
      await open().ingest(open().parameters("team"));
      expect(await open().ask(question, "team")).toEqual([
        ["0", String(next[0]), "lost: 40 events had left the hub before they were read"],
      ]);
      // Partition 1 is found to go on later only when something comes.
      await open().send([{ partition: 1, value: click() }]);
      await open().ingest(open().parameters("team"));
      expect(await open().ask(question, "team")).toEqual([
        ["0", String(next[0]), "lost: 40 events had left the hub before they were read"],
        ["1", String(next[1]), "lost: 100 events had left the hub before they were read"],
      ]);
    });

    it("a re-created hub is read from its beginning", async () => {
      const before = Number((await open().ask("SELECT count(*) FROM clicks", "team"))[0]?.[0]);
      await open().newHub(3);
      await open().send(clicks(0, 99, 3));
      await open().ingest(open().parameters("team"));
      expect(await open().ask("SELECT count(*) FROM clicks", "team")).toEqual([[String(before + 99)]]);
      expect(await open().ask("SELECT sum(clicks) FROM clicks_per_product", "team")).toEqual([
        [String(before + 99)],
      ]);
      expect(
        await open().ask("SELECT count(*) FROM clicks_rejected WHERE reason LIKE '%re-created%'", "team"),
      ).toEqual([["3"]]);
    });
  });

  it("tables by path, with the account's key", async () => {
    const lake = open().container("lakea1b2", "clicks");
    const parameters = { ...open().parameters(""), lake_url: lake, account_key_secret: "account-key" };
    await open().ingest({ ...parameters, checkpoint_path: `${lake}/checkpoints/ingest` });
    await open().send(clicks(99, 200, 3));
    await open().ingest({ ...parameters, checkpoint_path: `${lake}/checkpoints/ingest` });
    const byPath = TALLY.replace(/FROM (clicks\w*)/g, `FROM delta.\`${lake}/$1\``);
    expect(await open().ask(byPath)).toEqual(tally(200));
    expect(ACCOUNT_KEY).not.toBe("");
  });

  it.each(wrongParameters)("wrong parameters are refused: %j", async (wrong, message) => {
    const parameters = { ...open().parameters("team"), ...wrong };
    const { error } = await open().driver.runNotebook("/ingest.py", parameters);
    expect(error).toMatch(/^\/ingest.py, line \d+: ValueError: /);
    expect(error).toContain(message);
  });
}

/** Microseconds as `date_format` writes them. */
const fraction = (text: string): string => {
  const [seconds, digits = ""] = text.split(".");
  return `${seconds}.${digits.padEnd(6, "0")}`;
};

/** Waits until so many events have been taken, whatever happens to Spark meanwhile. */
async function counted(open: () => SparkWorkspace, events: number): Promise<void> {
  const question = "SELECT (SELECT count(*) FROM clicks) + (SELECT count(*) FROM clicks_rejected)";
  // A busy machine takes minutes over a restart; the whole test has ten.
  const end = Date.now() + 480_000;
  for (;;) {
    const [row] = await open()
      .ask(question, "team")
      .catch(() => []);
    if (Number(row?.[0]) >= events) return;
    if (Date.now() > end) throw new Error(`${events} events were to be taken; ${row?.[0]} were`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Waits until the driver's death has been noticed and it serves again. */
async function restarted(open: () => SparkWorkspace, restarts: number): Promise<void> {
  while (open().driver.restarts < restarts) await new Promise((resolve) => setTimeout(resolve, 100));
}
