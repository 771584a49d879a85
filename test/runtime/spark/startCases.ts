import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SparkDriver } from "../../../runtime/spark/driver";
import { prepareToolchain } from "../../../runtime/toolchain";
import { processesWith } from "../../processes";

const toolchainFolder = join(__dirname, "..", "..", "..", ".local", "toolchain");

/** What a driver that never got as far as to run leaves behind. */
export function startCases(): void {
  it("a start that is aborted while Java starts leaves no process, whatever becomes of its folder", async () => {
    const folder = mkdtempSync(join(tmpdir(), "aborted-"));
    const toolchain = await prepareToolchain({ folder: toolchainFolder });
    const stop = new AbortController();
    const starting = SparkDriver.start({
      folder,
      toolchain,
      hosts: {},
      truststore: { file: join(folder, "truststore"), password: "" },
      lakeFolder: join(folder, "lake"),
      warehouseFolder: join(folder, "warehouse"),
      signal: stop.signal,
    });
    const javas = (): string[] =>
      processesWith(folder).filter((line) => line.includes("PythonGatewayServer"));
    while (javas().length < 2) await sleep(20);
    stop.abort(new Error("enough"));
    await expect(starting).rejects.toThrow("enough");
    const left = processesWith(folder);
    rmSync(folder, { recursive: true });
    expect(left).toEqual([]);
  });
}
