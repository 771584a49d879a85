import { connect } from "node:net";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

const VERSION = "1";
const noArguments = ["", "", ""];

/**
 * The system properties of a JVM, a line each, sorted. As `jcmd` asks for them, which a Java without compiler lacks: a file
 * and a SIGQUIT have the JVM open a socket (HotSpot's attachListener_posix.cpp, VirtualMachineImpl.java).
 */
export async function javaProperties(pid: number): Promise<string[]> {
  const socket = `/tmp/.java_pid${pid}`;
  if (!existsSync(socket)) {
    const wanted = `/tmp/.attach_pid${pid}`;
    writeFileSync(wanted, "");
    process.kill(pid, "SIGQUIT");
    while (!existsSync(socket)) await sleep(20);
    rmSync(wanted);
  }
  const connection = connect(socket);
  connection.write([VERSION, "properties", ...noArguments, ""].join("\0"));
  const [status, ...lines] = (await text(connection)).split("\n");
  if (status !== "0") throw new Error(`The JVM ${pid} answered ${status}: ${lines.join(" ")}`);
  // The first line behind the status is a date.
  return lines.filter((line) => line !== "" && !line.startsWith("#")).sort();
}
