import { CommanderError } from "commander";
import { errorText } from "../errorText";
import { failOnOutputFailure } from "../outputFailure";
import { formatReport } from "./report";
import { exitCodeOf, exitCodes, readVerifyOptions } from "./options";
import { findSubject, type Sources } from "./subject";
import { verify } from "../../verify/verify";

/** Where the command writes: the report to `out`, errors to `err`. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/**
 * `npm run verify`: checks whether every click arrived once, and prints a report.
 *
 * @param args the arguments without node's own.
 * @returns the exit code: 0 every click arrived once, 1 some did not, 2 the check itself failed.
 */
export async function main(args: readonly string[], output: Output, sources?: Sources): Promise<number> {
  try {
    const command = readVerifyOptions(args, { write: output.err });
    const { client, readExpected } = await findSubject(command, sources);
    const report = await verify({
      client,
      expected: await readExpected(),
      progressTimeoutMs: command.waitMs,
      othersSend: command.others,
    });
    output.out(command.json ? `${JSON.stringify(report, null, 2)}\n` : `${formatReport(report)}\n`);
    return report.ok ? exitCodes.arrived : exitCodes.notArrived;
  } catch (error) {
    if (error instanceof CommanderError) return exitCodeOf(error);
    output.err(`${errorText(error)}\n`);
    return exitCodes.notAsked;
  }
}

if (require.main === module) {
  failOnOutputFailure();
  const write = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(text);
  void main(process.argv.slice(2), { out: write(process.stdout), err: write(process.stderr) }).then(
    (code) => {
      process.exitCode = code;
    },
  );
}
