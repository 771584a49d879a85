import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openProcessLog } from "../../runtime/processLog";

describe("the log of a process", () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "log-"))));
  afterEach(() => rm(folder, { recursive: true }));

  it("goes on where it ended, and is its owner's to read", async () => {
    const file = join(folder, "broker.log");
    for (const line of ["one\n", "two\n"]) {
      const log = openProcessLog(file);
      log.end(line);
      await once(log, "close");
    }
    expect(await readFile(file, "utf8")).toBe("one\ntwo\n");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("loses lines on a full disk, and ends nobody by it", async () => {
    const log = openProcessLog("/dev/full");
    log.write("one\n");
    await new Promise((resolve) => log.once("close", resolve));
    log.write("two\n");
    log.end();
    await sleep(50);
    expect(log.errored).toMatchObject({ code: "ENOSPC" });
  });
});
