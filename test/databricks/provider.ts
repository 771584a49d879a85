import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Properties } from "../../emulator/core/cloudApi";
import { decode, encode } from "../../emulator/grpc/properties";
import { databricksProvider } from "../../scripts/databricksProvider";

/** Compiling the provider takes minutes where that was not done before, ms. */
export const COMPILE_LIMIT = 20 * 60_000;

/** How a provider would bring a resource, or itself, to new inputs. */
export interface Difference {
  /** `none`, `some`, or `unknown`: the provider cannot tell, which the engine takes for nothing. */
  readonly changes: "unknown" | "none" | "some";
  /** Paths that differ, with what that does: `ADD`, `UPDATE_REPLACE` and so on. */
  readonly details: Readonly<Record<string, string>>;
  readonly deleteBeforeReplace: boolean;
}

/** A provider that listens on loopback, asked as an engine asks it. */
export class ProviderClient {
  readonly #client: ResourceProviderClient;

  constructor(port: number) {
    this.#client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  }

  async configure(args: Properties): Promise<void> {
    const request = new proto.ConfigureRequest().setAcceptsecrets(true).setArgs(encode(args));
    await this.#ask<proto.ConfigureResponse>((done) => this.#client.configure(request, done));
  }

  async diffConfig(before: Properties, after: Properties): Promise<Difference> {
    const request = new proto.DiffRequest()
      .setUrn("urn:pulumi:dev::project::pulumi:providers:databricks::workspace")
      .setOlds(encode(before))
      .setOldInputs(encode(before))
      .setNews(encode(after));
    return difference(await this.#ask((done) => this.#client.diffConfig(request, done)));
  }

  /** @returns the inputs as the provider takes them, and what it refuses. */
  async check(type: string, inputs: Properties): Promise<{ inputs: Properties; failures: string[] }> {
    const request = new proto.CheckRequest().setUrn(urnOf(type)).setOlds(encode({})).setNews(encode(inputs));
    const answer = await this.#ask<proto.CheckResponse>((done) => this.#client.check(request, done));
    return {
      inputs: decode(answer.getInputs()).values,
      failures: answer.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`),
    };
  }

  /** @param state the resource's outputs; its inputs are compared with them as the bridge does. */
  async diff(type: string, state: Properties, before: Properties, after: Properties): Promise<Difference> {
    const request = new proto.DiffRequest()
      .setId(String(state["id"]))
      .setUrn(urnOf(type))
      .setOlds(encode(state))
      .setOldInputs(encode(before))
      .setNews(encode(after));
    return difference(await this.#ask((done) => this.#client.diff(request, done)));
  }

  /** @returns why the provider could not create it, as an engine hears it. @throws Error where it could. */
  async refusedCreate(type: string, inputs: Properties): Promise<string> {
    const request = new proto.CreateRequest()
      .setUrn(urnOf(type))
      .setProperties(encode(inputs))
      .setTimeout(10);
    return refusal(this.#ask((done) => this.#client.create(request, done)));
  }

  /** @returns why the provider could not change it, as an engine hears it. @throws Error where it could. */
  async refusedUpdate(type: string, id: string, before: Properties, after: Properties): Promise<string> {
    const request = new proto.UpdateRequest()
      .setId(id)
      .setUrn(urnOf(type))
      .setOlds(encode({ ...before, id }))
      .setOldInputs(encode(before))
      .setNews(encode(after))
      .setTimeout(10);
    return refusal(this.#ask((done) => this.#client.update(request, done)));
  }

  close(): void {
    this.#client.close();
  }

  #ask<T>(call: (done: (error: Error | null, answer: T) => void) => unknown): Promise<T> {
    return new Promise((resolve, reject) => {
      call((error, answer) => (error ? reject(error) : resolve(answer)));
    });
  }
}

/** @returns why something failed: its parts, where it was done all the same. @throws Error where it did not fail. */
async function refusal(asked: Promise<unknown>): Promise<string> {
  const error = await asked.then(
    () => undefined,
    (reason: ServiceError) => reason,
  );
  if (error === undefined) throw new Error("it was not refused");
  const reasons = error.metadata.get("grpc-status-details-bin").flatMap((details) =>
    Status.deserializeBinary(details as Buffer)
      .getDetailsList()
      .flatMap((detail) =>
        proto.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8()).getReasonsList(),
      ),
  );
  return reasons.length > 0 ? reasons.join("\n") : error.details;
}

/** What a workspace answers to everything. */
interface WorkspaceRefusal {
  readonly status: number;
  readonly error_code: string;
  readonly message: string;
}

/** Databricks' own provider in a process of its own. */
export class ProviderProcess {
  readonly client: ProviderClient;
  readonly #process: ChildProcess;

  private constructor(port: number, process: ChildProcess) {
    this.client = new ProviderClient(port);
    this.#process = process;
  }

  /** @param standIn port that gets what is meant for a workspace. @param path its `PATH`, for signing in. */
  static async start(
    program: string,
    standIn: number,
    path = process.env["PATH"] ?? "",
  ): Promise<ProviderProcess> {
    // The engine's address, which the provider logs to: nobody listens there.
    const child = spawn(program, ["127.0.0.1:1"], {
      stdio: ["ignore", "pipe", "ignore"],
      env: { HOME: "/nonexistent", PATH: path, DATABRICKS_STAND_IN_PORT: String(standIn) },
    });
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    return new ProviderProcess(Number(line), child);
  }

  async stop(): Promise<void> {
    this.client.close();
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
  }
}

/** Databricks' own provider, its workspace a server on loopback that refuses everything. */
export class RealProvider {
  /** What is answered from now on. */
  refusal: WorkspaceRefusal = {
    status: 404,
    error_code: "ENDPOINT_NOT_FOUND",
    message: "There is no workspace here.",
  };
  /** What is answered instead, by method and path; `undefined` as a body: none. */
  answers: Readonly<Record<string, { readonly status: number; readonly body?: unknown }>> = {};
  readonly #process: ProviderProcess;
  readonly #workspace: Server;

  private constructor(process: ProviderProcess, workspace: Server) {
    this.#process = process;
    this.#workspace = workspace.on("request", (request: IncomingMessage, response: ServerResponse) => {
      const { status, ...refused } = this.refusal;
      const known = this.answers[`${request.method} ${request.url?.split("?")[0]}`] ?? {
        status,
        body: refused,
      };
      response
        .writeHead(known.status, { "content-type": "application/json" })
        .end(known.body === undefined ? undefined : JSON.stringify(known.body));
    });
  }

  get client(): ProviderClient {
    return this.#process.client;
  }

  /** Compiles the provider first, if need be: give a hook that calls this {@link COMPILE_LIMIT}. */
  static async start(): Promise<RealProvider> {
    const program = await databricksProvider();
    const workspace = createServer();
    workspace.listen(0, "127.0.0.1");
    await once(workspace, "listening");
    const { port } = workspace.address() as AddressInfo;
    const real = new RealProvider(await ProviderProcess.start(program, port), workspace);
    await real.client.configure({
      host: "https://adb-1234567890123456.16.azuredatabricks.net",
      authType: "pat",
      token: "none",
    });
    return real;
  }

  async stop(): Promise<void> {
    await this.#process.stop();
    this.#workspace.closeAllConnections();
    this.#workspace.close();
  }
}

function urnOf(type: string): string {
  const module = type.charAt(0).toLowerCase() + type.slice(1);
  return `urn:pulumi:dev::project::databricks:index/${module}:${type}::thing`;
}

function difference(answer: proto.DiffResponse): Difference {
  const kinds = Object.entries(proto.PropertyDiff.Kind);
  const details = answer.getDetaileddiffMap();
  return {
    changes: (["unknown", "none", "some"] as const)[answer.getChanges()],
    details: Object.fromEntries(
      details
        .getEntryList()
        .map(([path]): [string, string] => [
          path,
          kinds.find(([, kind]) => kind === details.get(path)?.getKind())?.[0] ?? "",
        ])
        .sort(([one], [other]) => one.localeCompare(other)),
    ),
    deleteBeforeReplace: answer.getDeletebeforereplace(),
  };
}
