import { readdirSync, readFileSync } from "node:fs";
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { listeningPorts } from "../../processes";
import { answerTo, javaRequest, pythonRequest, sparkRequest } from "./ports";
import { bodyOf, head, raw, statusOf } from "./rawHttp";
import { PATH, statementApi } from "./statementApi";
import { expectSuccess, type SparkWorkspace } from "../../sparkWorkspace";

/** Who may tell the driver what to do. */
export function controlCases(open: () => SparkWorkspace): void {
  const { call } = statementApi(open);
  const unauthenticated = { code: 401, error_code: "UNAUTHENTICATED" };
  const state = { job_id: "none" };

  /** Where the driver is told something, and by what secret: that is in memory alone, and shows when it happens. */
  async function control(): Promise<{ origin: string; secret: string }> {
    const told = jest.spyOn(globalThis, "fetch");
    try {
      await open().driver.jobState("none");
      const [[url, request] = []] = told.mock.calls;
      const secret = new Headers(request?.headers).get("authorization")?.replace("Bearer ", "");
      return { origin: new URL(String(url)).origin, secret: secret ?? "" };
    } finally {
      told.mockRestore();
    }
  }

  const stateBy = async (origin: string, secret: string): Promise<number> => {
    const headers = { authorization: `Bearer ${secret}` };
    const asked = { method: "POST", headers, body: JSON.stringify(state) };
    return (await fetch(`${origin}/control/job-state`, asked)).status;
  };

  describe("the driver is told what to do", () => {
    it("by who started it, and not by who may ask questions", async () => {
      const { origin, secret } = await control();
      const { driver } = open();
      expect(await stateBy(origin, secret)).toBe(200);
      expect(await stateBy(origin, driver.token)).toBe(401);
      expect(await call(PATH, { statement: "SELECT 1", warehouse_id: "w" }, secret)).toMatchObject(
        unauthenticated,
      );
      // Where questions are answered, there is nothing to be told.
      expect(await stateBy(driver.sqlUrl, driver.token)).toBe(404);
    });

    it("at its own paths only: none is reached without the slash before it", async () => {
      const { origin, secret } = await control();
      const status = await new Promise((resolve, reject) => {
        const headers = { authorization: `Bearer ${secret}` };
        // As it is on the wire: `POST job-state HTTP/1.1`.
        request(origin, { method: "POST", path: "job-state", headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on("error", reject)
          .end(JSON.stringify(state));
      });
      expect(status).toBe(404);
    });

    it.each([
      ["a negative length", 400, ["Content-Length: -1"], "MALFORMED_REQUEST"],
      ["a length that is no number", 400, ["Content-Length: one"], "MALFORMED_REQUEST"],
      ["a length that is too large", 413, ["Content-Length: 16777217"], "REQUEST_LIMIT_EXCEEDED"],
      ["no length before the body", 411, ["Transfer-Encoding: chunked"], "MALFORMED_REQUEST"],
    ])("by requests whose headers are sound: %s is refused with %d", async (_, status, lines, code) => {
      const { origin, secret } = await control();
      const path = "/control/job-state";
      const answer = await raw(origin, head("POST", path, `Authorization: Bearer ${secret}`, ...lines));
      expect([statusOf(answer), bodyOf(answer)]).toEqual([
        status,
        expect.objectContaining({ error_code: code }),
      ]);
      // Who has no secret is not waited for.
      const nobody = await raw(origin, head("POST", path, ...lines));
      expect([statusOf(nobody), bodyOf(nobody)]).toEqual([
        401,
        expect.objectContaining({ error_code: "UNAUTHENTICATED" }),
      ]);
    });

    it("in words of its own, also where it is not told by HTTP's", async () => {
      const { origin } = await control();
      const answers = [await raw(origin, head("PUT", "/")), await raw(origin, "hello you there now\r\n\r\n")];
      // To what has no version Python answers without a head, as HTTP/0.9 did.
      expect(answers.map((answer) => JSON.parse(answer.slice(answer.indexOf("{"))) as unknown)).toEqual([
        { error_code: "MALFORMED_REQUEST", message: "Unsupported method ('PUT')" },
        { error_code: "MALFORMED_REQUEST", message: expect.stringContaining("Bad request") },
      ]);
    });

    it("over a bounded number of connections: whoever opens more takes no thread for each", async () => {
      const { origin, secret } = await control();
      const port = Number(new URL(origin).port);
      const sockets = await Promise.all(
        Array.from({ length: 200 }, async () => {
          const socket = connect(port, "127.0.0.1").on("error", () => undefined);
          await once(socket, "connect");
          return socket.resume();
        }),
      );
      await sleep(500);
      expect(sockets.filter(({ readableEnded }) => readableEnded).length).toBeGreaterThanOrEqual(200 - 128);
      for (const socket of sockets) socket.destroy();
      await sleep(500);
      expect(await stateBy(origin, secret)).toBe(200);
    });

    it("by a secret that no file, no environment and no command line holds", async () => {
      const { secret } = await control();
      expect(secret).toMatch(/^[\w-]{32}$/);
      const { driver, folder } = open();
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      const own = [driver.pid, await driver.jvmPid(), ...(await driver.questionPids()), process.pid];
      const processes = own.flatMap((pid) => [`/proc/${pid}/environ`, `/proc/${pid}/cmdline`]);
      expect(files).toContain(join(folder, "spark", "driver.log"));
      const holding = [...files, ...processes].filter((file) => readFileSync(file).includes(secret));
      expect(holding).toEqual([]);
    });

    it.each([
      ["that runs notebooks", () => open().driver.jvmPid()],
      ["that answers questions", async () => (await open().driver.questionPids())[1]],
    ])("through none of the ports that the JVM %s opens for Python and for executors", async (_, jvm) => {
      const ports = listeningPorts(await jvm());
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
      expect(ports).toContain(Number(new URL((await control()).origin).port));
      const answers = await Promise.all(ports.map((port) => answerTo(port, javaRequest())));
      expect(answers.filter((answer) => answer.startsWith("!"))).toEqual([]);
    });

    it("by another secret after each start, while who asks goes on as before", async () => {
      const { driver } = open();
      const [{ secret }, restarts] = [await control(), driver.restarts];
      process.kill(driver.pid, "SIGKILL");
      while (driver.restarts === restarts) await sleep(100);
      const next = await control();
      expect(next.secret).not.toBe(secret);
      expect(await stateBy(next.origin, secret)).toBe(401);
      expect(await stateBy(next.origin, next.secret)).toBe(200);
      expect(await open().ask("SELECT 1")).toEqual([["1"]]);
    });
  });
}
