import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { answerTo, javaRequest, listeningPorts, pythonRequest, sparkRequest } from "./ports";
import { PATH, statementApi } from "./statementApi";
import { expectSuccess, type SparkWorkspace } from "../../sparkWorkspace";

/** Who may tell the driver what to do. */
export function controlCases(open: () => SparkWorkspace): void {
  const { call } = statementApi(open);
  const unauthenticated = { code: 401, error_code: "UNAUTHENTICATED" };
  const state = { job_id: "none" };

  /** The secret is in memory alone: it shows when the driver is told something. */
  async function controlSecret(): Promise<string> {
    const told = jest.spyOn(globalThis, "fetch");
    try {
      await open().driver.jobState("none");
      const headers = new Headers(told.mock.calls[0]?.[1]?.headers);
      return headers.get("authorization")?.replace("Bearer ", "") ?? "";
    } finally {
      told.mockRestore();
    }
  }

  describe("the driver is told what to do", () => {
    it("by who started it, and not by who may ask questions", async () => {
      const secret = await controlSecret();
      expect(await call("/control/job-state", state, secret)).toMatchObject({ code: 200 });
      expect(await call("/control/job-state", state, open().driver.token)).toMatchObject(unauthenticated);
      expect(await call(PATH, { statement: "SELECT 1", warehouse_id: "w" }, secret)).toMatchObject(
        unauthenticated,
      );
    });

    it("at its own paths only: none is reached without the slash before it", async () => {
      const status = await new Promise((resolve, reject) => {
        const headers = { authorization: `Bearer ${open().driver.token}` };
        // As it is on the wire: `POST job-state HTTP/1.1`.
        const options = { method: "POST", path: "job-state", headers };
        request(open().driver.sqlUrl, options, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on("error", reject)
          .end(JSON.stringify(state));
      });
      expect(status).toBe(404);
    });

    it("by a secret that no file, no environment and no command line holds", async () => {
      const secret = await controlSecret();
      expect(secret).toMatch(/^[\w-]{32}$/);
      const { driver, folder } = open();
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      const processes = [driver.pid, await driver.jvmPid(), process.pid].flatMap((pid) => [
        `/proc/${pid}/environ`,
        `/proc/${pid}/cmdline`,
      ]);
      expect(files).toContain(join(folder, "spark", "driver.log"));
      const holding = [...files, ...processes].filter((file) => readFileSync(file).includes(secret));
      expect(holding).toEqual([]);
    });

    it("through none of the ports that its JVM opens for Python and for executors", async () => {
      const ports = listeningPorts(await open().driver.jvmPid());
      const answers = await Promise.all(
        ports.map(async (port) => [
          await answerTo(port, sparkRequest()),
          await answerTo(port, pythonRequest()),
        ]),
      );
      const refusals = answers.map(
        (both) => /Expected SaslMessage|Authentication error/.exec(both.join(" "))?.[0],
      );
      expect(refusals.sort()).toEqual([
        "Authentication error",
        "Expected SaslMessage",
        "Expected SaslMessage",
      ]);
    });

    it("through none of the ports of its Python process: a stream's batches are its own JVM's to hand over", async () => {
      const { driver } = open();
      const text = `# Databricks notebook source
stream = spark.readStream.format("rate").load().writeStream.foreachBatch(lambda batch, number: None)
stream.trigger(once=True).start().awaitTermination()
`;
      await driver.importNotebook("/Shared/batch", "PYTHON", Buffer.from(text).toString("base64"));
      expectSuccess(await driver.runNotebook("/Shared/batch", {}));
      const ports = listeningPorts(driver.pid);
      expect(ports).toContain(Number(new URL(driver.sqlUrl).port));
      const answers = await Promise.all(ports.map((port) => answerTo(port, javaRequest())));
      expect(answers.filter((answer) => answer.startsWith("!"))).toEqual([]);
    });

    it("by another secret after each start, while who asks goes on as before", async () => {
      const { driver } = open();
      const [secret, restarts] = [await controlSecret(), driver.restarts];
      process.kill(driver.pid, "SIGKILL");
      while (driver.restarts === restarts) await sleep(100);
      const next = await controlSecret();
      expect(next).not.toBe(secret);
      expect(await call("/control/job-state", state, secret)).toMatchObject(unauthenticated);
      expect(await call("/control/job-state", state, next)).toMatchObject({ code: 200 });
      expect(await open().ask("SELECT 1")).toEqual([["1"]]);
    });
  });
}
