import { Supervisor } from "../supervisor";
import type { DriverProcess } from "./driverProcess";
import { StatementServer } from "./statementServer";

/** The process that answers questions, and the port at which it is asked. */
export class Questions {
  readonly #supervisor: Promise<Supervisor<DriverProcess>>;
  readonly #ending: AbortController;

  private constructor(
    readonly server: StatementServer,
    supervisor: Promise<Supervisor<DriverProcess>>,
    ending: AbortController,
  ) {
    this.#supervisor = supervisor;
    this.#ending = ending;
  }

  /** Opens the port; the process is being started then. */
  static async open(launch: (signal: AbortSignal) => Promise<DriverProcess>): Promise<Questions> {
    const ending = new AbortController();
    const supervisor = Supervisor.start({ launch }, ending.signal);
    // Who asks is told why it did not start.
    supervisor.catch(() => undefined);
    return new Questions(
      await StatementServer.open(async () => (await supervisor).running()),
      supervisor,
      ending,
    );
  }

  /** The run that answers; waits for it. */
  async running(): Promise<DriverProcess> {
    return (await this.#supervisor).running();
  }

  async close(): Promise<void> {
    await this.server.close();
    this.#ending.abort(new Error("No more questions are answered."));
    await this.#supervisor.then(
      (supervisor) => supervisor.stop(),
      () => undefined,
    );
  }
}
