/** Programs that fail by themselves, one after the other; prints what each run said and what it left. */
import * as pulumi from "@pulumi/pulumi";
import { FailedDeployment, runProgram } from "../../../emulator/inProcess";
import { RecordingCloud } from "./recordingCloud";

class SizedThing extends pulumi.CustomResource {
  declare readonly size: pulumi.Output<number>;

  constructor(name: string, size: pulumi.Input<number>) {
    super("test:index:Thing", name, { size });
  }
}

function fail(): never {
  throw new Error("bad setting");
}

const programs: Record<string, () => Promise<unknown>> = {
  "at once": async () => fail(),
  "in an apply": async () => {
    new SizedThing("two", new SizedThing("one", 1).size.apply(fail));
  },
  "in an output": async () => ({ wrong: new SizedThing("one", 1).size.apply(fail) }),
};

function run(program: () => Promise<unknown>) {
  return runProgram({ cloud: new RecordingCloud(), program, config: {}, project: "test", stack: "dev" });
}

async function main(): Promise<void> {
  for (const [name, program] of Object.entries(programs)) {
    const error: unknown = await run(program).catch((reason: unknown) => reason);
    if (!(error instanceof FailedDeployment)) throw new Error(`${name}: ${String(error)}`);
    await error.deployment.destroy();
    console.log(
      `${name}: ${error.message}; left: ${error.deployment.resources.map((each) => each.name).join()}`,
    );
  }
  const { outputs } = await run(async () => ({ fine: true }));
  console.log(`fine: ${String(outputs["fine"])}`);
}

void main();
