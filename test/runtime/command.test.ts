import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../../runtime/alive";
import { CommandError, run, runCommand } from "../../runtime/command";

const sh = (script: string): [string, string[]] => ["/bin/sh", ["-c", script]];
/** Starts a process that outlives its parent's patience, says its number, and waits for it. */
const PARENT = "sleep 600 & echo $!; wait";

/** Waits for a process to end: a signal takes a moment. */
async function ended(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(10);
}

describe("a command that is run", () => {
  it("says how it ended and what it wrote, with what is added to its environment", async () => {
    const { output, ...rest } = await run(...sh('echo "$ADDED $HOME"; echo no >&2; exit 3'), {
      env: { ADDED: "more" },
      cwd: "/",
    });
    const stdout = `more ${process.env["HOME"] ?? ""}\n`;
    expect(rest).toEqual({ code: 3, cutOff: false, stdout, stderr: "no\n" });
    expect(output).toHaveLength(stdout.length + 3);
  });

  it("is told by the system's name for it where it cannot be started", async () => {
    expect((await run("/no/such/program", [])).code).toBe("ENOENT");
    expect((await run("/dev/null", [])).code).toBe("EACCES");
  });

  it("reads what it is given, or nothing; whether it reads it or not, it ends", async () => {
    const long = "ü\n".repeat(200_000);
    expect((await run("/bin/cat", [], { input: long })).stdout).toBe(long);
    expect((await run("/bin/cat", [])).stdout).toBe("");
    expect((await run("/bin/true", [], { input: long })).code).toBe(0);
  });

  it("keeps all of standard output and the end of what it complains about", async () => {
    const many = "i=0; while [ $i -lt 3000 ]; do echo 12345678901234567890123456789 $1; i=$((i+1)); done";
    const { stdout, stderr, output } = await run(...sh(`${many}; ( ${many}; echo last ) >&2`));
    expect(stdout).toHaveLength(3_000 * 30);
    for (const end of [stderr, output]) {
      expect(end).toHaveLength(64 * 1024);
      expect(end.endsWith("last\n")).toBe(true);
    }
  });

  it("tells each line of its standard error once, however it is written", async () => {
    const lines: string[] = [];
    const script =
      "printf one >&2; sleep 0.1; printf ' half\\n\\ntwo\\nthr' >&2; sleep 0.1; printf 'ee\\n' >&2";
    await run(...sh(script), { onErrorLine: (line) => lines.push(line) });
    expect(lines).toEqual(["one half", "two", "three"]);
  });

  it("ends with all that it started at its limit", async () => {
    const { code, cutOff, stdout } = await run(...sh(PARENT), { limit: 200 });
    expect([code, cutOff]).toEqual(["SIGTERM", true]);
    await ended(Number(stdout));
  });

  it("ends with all that it started at a signal, and is not started after one", async () => {
    const stop = new AbortController();
    const pids: number[] = [];
    const running = run(...sh(`exec >&2; ${PARENT}`), {
      signal: stop.signal,
      onErrorLine: (line) => {
        pids.push(Number(line));
        stop.abort(new Error("enough"));
      },
    });
    await expect(running).rejects.toThrow("enough");
    expect(pids).toHaveLength(1);
    await ended(pids[0] ?? 0);
    await expect(run("/no/such/program", [], { signal: stop.signal })).rejects.toThrow("enough");
  });

  it("that has to succeed throws what it wrote where it does not", async () => {
    expect((await runCommand(...sh("echo fine"))).stdout).toBe("fine\n");
    const error: unknown = await runCommand(...sh("echo out; exit 9")).catch((reason: unknown) => reason);
    if (!(error instanceof CommandError)) throw new Error(String(error));
    expect([error.message, error.code, error.output]).toEqual(["/bin/sh ended with 9", 9, "out\n"]);
    await expect(runCommand("/no/such/program", [])).rejects.toThrow("/no/such/program ended with ENOENT");
  });
});
