/**
 * The project's own click generator: to an Event Hub, by the same variables and with the same events as the challenge's
 * image, at any rate. See README.md.
 */
import { run } from "./run";
import { readSettings } from "./settings";

const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
process.once("SIGINT", () => stop.abort());

/** Only messages: what else an error holds could be the key. */
function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
process.once("uncaughtException", fail);

// A function that ends by itself, because this is a program: what is left to do is nothing.
(async () => {
  const settings = readSettings(process.env, process.argv.slice(2));
  if (settings.endsWithInput) process.stdin.once("close", () => stop.abort()).resume();
  await run(settings, stop.signal);
  process.exit(0);
})().catch(fail);
