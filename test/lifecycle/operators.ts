import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { typescriptFlags } from "../../runtime/typescript";
import type { Request } from "./operator";

/** A process that runs Pulumi commands. */
export class Operator {
  readonly #waiting = new Map<number, { done: (result: unknown) => void; fail: (error: Error) => void }>();
  #asked = 0;

  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on("message", ({ id, result, error }: { id: number; result?: unknown; error?: string }) => {
      if (error === undefined) this.#waiting.get(id)?.done(result);
      else this.#waiting.get(id)?.fail(new Error(error));
      this.#waiting.delete(id);
    });
    child.on("exit", (code) => {
      for (const { fail } of this.#waiting.values())
        fail(new Error(`the operator ended with ${String(code)}`));
    });
  }

  ask<T>(request: Request): Promise<T> {
    const id = (this.#asked += 1);
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { done: (result) => resolve(result as T), fail: reject });
      this.#child.send({ id, request });
    });
  }

  async end(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
  }
}

const idle: Operator[] = [];

/** An operator for one stack: loading the program takes seconds, so one that nobody has any longer comes first. */
export function takeOperator(): Operator {
  const free = idle.pop();
  if (free) return free;
  const child = fork(join(__dirname, "operator.ts"), {
    execArgv: [...typescriptFlags],
    // JSON would lose what is undefined: a setting that goes back to its default.
    serialization: "advanced",
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  return new Operator(child);
}

/** Gives back one none of whose commands failed. */
export function giveBack(operator: Operator): void {
  idle.push(operator);
}

/** Ends all that were given back. */
export async function endOperators(): Promise<void> {
  await Promise.all(idle.splice(0).map((operator) => operator.end()));
}
