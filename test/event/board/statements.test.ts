import { isCurrentCount, isOwnAggregate, TaskSigns } from "../../../event/board/statements";
import { questions } from "../../../queries";

describe("the current number of clicks per product", () => {
  it.each([
    "SELECT * FROM clicks_per_product",
    "select productid, clicks from `clickstream_red_abc123`.`clicks`.`clicks_per_product` order by clicks desc",
    "SELECT productid, count(*) FROM clicks GROUP BY productid;",
    "WITH c AS (SELECT productid FROM clicks) SELECT c.productid, count(*) FROM clicks c GROUP BY c.productid, category",
    "-- current\nSELECT productid, COUNT(1) n FROM a.b.clicks\nGROUP BY\n  productid",
  ])("is what %j asks", (text) => expect(isCurrentCount(text)).toBe(true));

  it.each([
    "SELECT count(*) FROM clicks",
    "SELECT category, count(*) FROM clicks GROUP BY category",
    "SELECT productid, count(*) FROM other GROUP BY productid",
    "SELECT 'FROM clicks_per_product'",
    "SELECT 1 -- FROM clicks_per_product",
    "CREATE TABLE mine AS SELECT * FROM clicks_per_product",
    "",
  ])("is not what %j asks", (text) => expect(isCurrentCount(text)).toBe(false));
});

describe("an aggregate query of a team's own", () => {
  it.each([
    "SELECT sessionid, max(event_time) - min(event_time) FROM clicks GROUP BY sessionid",
    "SELECT avg(clicks) FROM clicks_per_product",
    "SELECT hour(event_time) h, count(*) FROM red.clicks GROUP BY ALL",
  ])("is %j", (text) => expect(isOwnAggregate(text)).toBe(true));

  it.each([
    ["shows rows alone", "SELECT * FROM clicks LIMIT 10"],
    ["is the current count", "SELECT productid, count(*) FROM clicks GROUP BY productid"],
    ["is of no clicks", "SELECT count(*) FROM information_schema.tables"],
    ["makes something", "INSERT INTO mine SELECT category, count(*) FROM clicks GROUP BY category"],
  ])("is none that %s", (_, text) => expect(isOwnAggregate(text)).toBe(false));

  it.each(questions)(
    "is none that the challenge brings along: $name, in whatever case and spacing",
    ({ sql }) => {
      expect(isOwnAggregate(sql.toUpperCase().replaceAll("\n", "\n\n  "))).toBe(false);
    },
  );
});

describe("what a team has done", () => {
  const count = "SELECT * FROM clicks_per_product";
  const own = "SELECT category, max(sessionid) FROM clicks GROUP BY category";

  it("is the current count from the second time that somebody asks for it, told of once or twice", () => {
    const signs = new TaskSigns();
    const first = { id: "1", text: count, askedIn: ["sql_query_id"] };
    signs.hear([first]);
    signs.hear([first]);
    expect(signs.done).toEqual([]);
    signs.hear([{ ...first, id: "2" }]);
    expect(signs.done).toEqual(["currentCount"]);
  });

  it("is nothing that a program or a dashboard asks", () => {
    const signs = new TaskSigns();
    signs.hear(
      [[], ["dashboard_id"], ["job_info"]].flatMap((askedIn, index) => [
        { id: `${index} a`, text: count, askedIn },
        { id: `${index} b`, text: count, askedIn },
        { id: `${index} c`, text: own, askedIn },
      ]),
    );
    expect(signs.done).toEqual([]);
    signs.hear([{ id: "x", text: own, askedIn: ["notebook_id"] }]);
    expect(signs.done).toEqual(["ownQuery"]);
  });
});
