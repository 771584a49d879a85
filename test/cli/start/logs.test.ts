import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyLogs } from "../../../cli/start/logs";

let folder: string;
const place = () => ({ challenges: join(folder, "challenges"), logs: join(folder, "logs") });
const write = async (path: string, text: string): Promise<void> => {
  await mkdir(join(folder, path, ".."), { recursive: true });
  await writeFile(join(folder, path), text);
};
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "logs-"))));
afterEach(() => rm(folder, { recursive: true }));

it("a log that an error names is still there when the team's folder is not, and the error names it there", async () => {
  await write("challenges/red/group/kafka/ns/broker.log", "it was the disk");
  await write("challenges/red/group/spark/driver.log", "fine");
  await write("challenges/red/group/spark/questions.log", "fine");
  await write("challenges/red/lake/clicks/_delta_log/0.json", "{}");
  await write("logs/red/group/spark/driver.log", "of last week");
  await write("logs/blue/group/spark/driver.log", "another team's");
  const copies = await copyLogs("red", place());
  await rm(join(folder, "challenges"), { recursive: true });
  const explained = await copies.keep();
  const kept = join(folder, "logs", "red", "group", "kafka", "ns", "broker.log");
  expect(
    explained(`It failed. Its log is ${join(folder, "challenges/red/group/kafka/ns/broker.log")}.`),
  ).toBe(`It failed. Its log is ${kept}.`);
  expect(await readFile(kept, "utf8")).toBe("it was the disk");
  const files = await readdir(join(folder, "logs"), { recursive: true });
  expect(files.filter((file) => file.endsWith(".log")).sort()).toEqual([
    "blue/group/spark/driver.log",
    "red/group/kafka/ns/broker.log",
    "red/group/spark/driver.log",
    "red/group/spark/questions.log",
  ]);
});

it("where there are no logs, those of an earlier failure stay, and the error is as it was", async () => {
  await write("logs/red/group/spark/driver.log", "of last week");
  const explained = await (await copyLogs("red", place())).keep();
  expect(explained("It failed.")).toBe("It failed.");
  expect(await readFile(join(folder, "logs/red/group/spark/driver.log"), "utf8")).toBe("of last week");
});

it("logs that cannot be kept keep nothing from being removed: the error says why", async () => {
  await write("challenges/red/group/spark/driver.log", "fine");
  await writeFile(join(folder, "logs"), "a file where the folder should be");
  const explained = await (await copyLogs("red", place())).keep();
  expect(explained("It failed.")).toMatch(/^It failed\.\nThe logs could not be kept in .*logs.red: E\w+/);
});

it("those of a session that ends well are not kept, and those of an earlier failure stay", async () => {
  await write("challenges/red/group/spark/driver.log", "fine");
  await write("logs/red/group/spark/driver.log", "of last week");
  await (await copyLogs("red", place())).drop();
  expect(
    (await readdir(join(folder, "logs"), { recursive: true })).filter((file) => file.endsWith(".log")),
  ).toEqual(["red/group/spark/driver.log"]);
  expect(await readFile(join(folder, "logs/red/group/spark/driver.log"), "utf8")).toBe("of last week");
});
