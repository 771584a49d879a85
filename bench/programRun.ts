/** Runs the whole program in process, against simulated clouds that are instant, and prints how long that took, in ms. */
import challenge from "../index";
import { createSimulatedCloud } from "../emulator";
import { runProgram } from "../emulator/inProcess";

async function main(): Promise<void> {
  await runProgram({
    program: challenge,
    cloud: createSimulatedCloud(),
    config: { team: "bench", owner: "coach@contoso.com", expires: "2099-12-31" },
    project: "clickstream-challenge",
    stack: "bench",
  });
  // Since the process was started.
  process.stdout.write(`${performance.now()}\n`);
}

void main();
