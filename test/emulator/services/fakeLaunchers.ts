import { hostOf } from "../../../clients/eventHubs";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import type { Launchers } from "../../../emulator/runningServices";

/** Fake local services: each is a process that sleeps, and records what it is asked. */
export class FakeTools implements Launchers {
  readonly log: string[] = [];
  readonly children: ChildProcess[] = [];
  readonly servers: Server[] = [];
  /** What the last generator runs. */
  program: string | undefined;
  /** Names of the services whose `stop` does nothing. */
  readonly deaf = new Set<string>();

  readonly #failing: ReadonlySet<string>;

  constructor(failing: ReadonlySet<string> = new Set()) {
    this.#failing = failing;
  }

  readonly makeCertificates: Launchers["makeCertificates"] = async (host, folder) => {
    this.log.push(`certificates for ${host}`);
    return {
      authority: {
        pemFile: `${folder}/ca.pem`,
        truststoreFile: `${folder}/truststore.jks`,
        truststorePassword: "truststore",
      },
      keystoreFile: `${folder}/keystore.pem`,
    };
  };

  readonly startBroker: Launchers["startBroker"] = async ({ namespace, folder }) => {
    const host = hostOf(namespace);
    const part = await this.#start("broker");
    const note = async (...words: readonly unknown[]): Promise<void> => void this.log.push(words.join(" "));
    return {
      ...part,
      host,
      address: "127.0.0.77",
      certificateAuthority: {
        pemFile: `${folder}/ca.pem`,
        truststoreFile: `${folder}/truststore.jks`,
        truststorePassword: "truststore",
      },
      createTopic: (name, partitions, retentionMs) => note("topic", name, partitions, retentionMs),
      deleteTopic: (name) => note("no topic", name),
      putRule: ({ hub, name, key, rights }) => note("rule", hub, name, key.length, ...rights),
      deleteRule: (hub, name) => note("no rule", hub, name),
    };
  };

  readonly startSpark: Launchers["startSpark"] = async ({ truststore, lakeFolder, warehouseFolder }) => {
    this.log.push(`trusts ${truststore.file}`, `lake ${lakeFolder}`);
    const part = await this.#start("Spark");
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    this.servers.push(server);
    const { port } = server.address() as { port: number };
    const note = async (...words: readonly unknown[]): Promise<void> => void this.log.push(words.join(" "));
    return {
      ...part,
      stop: async () => {
        server.close();
        await part.stop();
      },
      place: { truststore, hostsFile: "hosts", lakeFolder, warehouseFolder },
      sqlUrl: `http://127.0.0.1:${port}`,
      token: "token",
      setHosts: (hosts) => note("hosts", JSON.stringify(hosts)),
      importNotebook: (path, language, content) => note("notebook", path, language, content),
      deleteNotebook: (path) => note("no notebook", path),
      putSecret: (scope, key, value) => note("secret", scope, key, value),
      deleteSecret: (scope, key) => note("no secret", scope, key),
      createSchema: (name) => note("schema", name),
      startJob: (id, options) => note("job", id.length, JSON.stringify(options)),
      cancelJob: (id) => note("no job", id.length),
      jobState: () => Promise.resolve({ state: "BACKOFF", runs: 1, error: "/ingest.py, line 7: no" }),
    };
  };

  readonly startGenerator: Launchers["startGenerator"] = async (options) => {
    const { environment, brokerAddress, restartPolicy } = options;
    this.log.push(`generator ${JSON.stringify(environment)} ${brokerAddress} ${restartPolicy}`);
    this.program = options.program;
    return this.#start("generator");
  };

  /** Ends whatever a test has left. */
  async end(): Promise<void> {
    for (const child of this.children) child.kill("SIGKILL");
    for (const server of this.servers) server.close();
  }

  async #start(name: string): Promise<{ pid: number; stop(): Promise<void> }> {
    if (this.#failing.has(name)) throw new Error(`${name} does not start`);
    const child = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"], { stdio: "ignore" });
    await once(child, "spawn");
    this.children.push(child);
    return {
      pid: child.pid ?? 0,
      stop: async () => {
        this.log.push(`stop ${name}`);
        if (this.deaf.has(name)) return;
        child.kill("SIGTERM");
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      },
    };
  }
}
