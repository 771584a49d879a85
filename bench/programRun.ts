/** Runs the whole program where nothing is made, and prints when its last resource was registered, in ms. */
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
