import challenge from "../../index";
import type { SimulatedCloud } from "../../emulator";
import type { Properties } from "../../emulator/core/cloudApi";
import { FailedDeployment, runProgram, type Deployment, type ResourceEvent } from "../../emulator/inProcess";

/** What a deployment of the challenge needs. */
export interface DeployOptions {
  readonly cloud: SimulatedCloud;
  /** Settings by name, as `pulumi config set` takes them. */
  readonly settings: Readonly<Record<string, string>>;
  readonly stack: string;
  readonly onEvent: (event: ResourceEvent) => void;
  readonly signal: AbortSignal;
}

/** A challenge that was deployed, whole or in part. */
export interface Deployed {
  /** The stack's outputs, secrets unwrapped. */
  readonly outputs: Properties;
  /** Why the deployment failed; what it had created can still be destroyed. */
  readonly failure: Error | undefined;
  /** Removes everything. @throws where something is left. */
  destroy(): Promise<void>;
}

/**
 * Runs the program in this process, without an engine.
 *
 * @throws the signal's reason after an abort, once everything is removed again.
 */
export async function deployInProcess(options: DeployOptions): Promise<Deployed> {
  const { cloud, settings, stack, onEvent, signal } = options;
  const deployed = (deployment: Deployment, failure?: Error): Deployed => ({
    outputs: deployment.outputs,
    failure,
    destroy: () => deployment.destroy(),
  });
  try {
    return deployed(
      await runProgram({
        program: challenge,
        cloud,
        config: settings,
        project: "clickstream-challenge",
        stack,
        onEvent,
        signal,
      }),
    );
  } catch (error) {
    if (error instanceof FailedDeployment) return deployed(error.deployment, error);
    throw error;
  }
}
