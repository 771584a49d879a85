import type { ControlClient } from "./control";

/** As Databricks names them. */
export type NotebookLanguage = "PYTHON" | "SQL" | "SCALA";

/** What a job runs. */
export interface JobOptions {
  readonly notebookPath: string;
  /** Values of the notebook's widgets. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether it is run again whenever it ends: a second later, or, after failures, later each time up to a minute. */
  readonly continuous: boolean;
}

type ControlCall = [operation: string, fields: object];

/** All that a driver has been given, to give it to the next process again. */
export class DriverContents {
  readonly #notebooks = new Map<string, ControlCall>();
  readonly #secrets = new Map<string, ControlCall>();
  readonly #schemas = new Map<string, ControlCall>();
  readonly #jobs = new Map<string, ControlCall>();

  /** Each of these records a change, and returns the call that makes it in a running driver. */
  putNotebook(path: string, language: NotebookLanguage, text: string): ControlCall {
    return kept(this.#notebooks, path, ["put-notebook", { path, language, text }]);
  }

  deleteNotebook(path: string): ControlCall {
    this.#notebooks.delete(path);
    return ["delete-notebook", { path }];
  }

  putSecret(scope: string, key: string, value: string): ControlCall {
    return kept(this.#secrets, JSON.stringify([scope, key]), ["put-secret", { scope, key, value }]);
  }

  deleteSecret(scope: string, key: string): ControlCall {
    this.#secrets.delete(JSON.stringify([scope, key]));
    return ["delete-secret", { scope, key }];
  }

  createSchema(name: string): ControlCall {
    return kept(this.#schemas, name, ["create-schema", { name }]);
  }

  startJob(jobId: string, { notebookPath, parameters, continuous }: JobOptions): ControlCall {
    const fields = { job_id: jobId, path: notebookPath, parameters, continuous };
    return kept(this.#jobs, jobId, ["start-job", fields]);
  }

  cancelJob(jobId: string): ControlCall {
    this.#jobs.delete(jobId);
    return ["cancel-job", { job_id: jobId }];
  }

  /** Gives everything to a new process, jobs last. */
  async giveTo(control: ControlClient): Promise<void> {
    for (const calls of [this.#schemas, this.#secrets, this.#notebooks, this.#jobs])
      for (const [operation, fields] of calls.values()) await control.call(operation, fields);
  }
}

function kept(calls: Map<string, ControlCall>, key: string, call: ControlCall): ControlCall {
  calls.set(key, call);
  return call;
}
