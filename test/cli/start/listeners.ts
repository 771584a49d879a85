import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SessionInfo } from "../../../cli/sessionInfo";
import { startedBy, listeningAt } from "../../processes";

const document = join(__dirname, "..", "..", "..", "docs", "security.md");

/** What `docs/security.md` says that a session listens on: a line for each listener, sorted. */
export function documentedListeners(): string[] {
  const text = readFileSync(document, "utf8").split("<!-- listeners -->")[1]?.split("<!-- /listeners -->")[0];
  const rows = (text ?? "").split("\n").filter((line) => /^\| (?!process|---)/.test(line));
  return rows
    .map((row) => row.replaceAll("`", "").split("|"))
    .flatMap(([, process = "", place = "", count = ""]) =>
      Array.from({ length: Number(count) }, () => `${process.trim()}: ${place.trim()}`),
    )
    .sort();
}

/** The Python process that answers questions: beside the one of the notebooks, the only one that starts a Java. */
export function questionsOf({ owner, processes }: SessionInfo): number {
  const known = processes.map(({ pid }) => pid);
  const found = startedBy(owner).find((pid) => !known.includes(pid) && startedBy(pid).length > 0);
  if (found === undefined) throw new Error("nothing answers questions");
  return found;
}

/** What a session really listens on, in the same words. */
export function listenersOf({ owner, processes, hub }: SessionInfo): string[] {
  const [broker = -1, notebooks = -1] = ["broker", "Spark"].map(
    (name) => processes.find((process) => process.name === name)?.pid,
  );
  const named = new Map([
    [owner, "npm start"],
    [broker, "broker"],
    [notebooks, "notebooks, Python"],
    ...startedBy(notebooks).map((pid) => [pid, "notebooks, Java"] as const),
  ]);
  for (const pid of startedBy(owner).filter((child) => !named.has(child))) {
    const [java] = startedBy(pid);
    // The generator starts nothing.
    named.set(pid, java === undefined ? "generator" : "questions, Python");
    if (java !== undefined) named.set(java, "questions, Java");
  }
  return [...named]
    .flatMap(([pid, name]) =>
      listeningAt(pid).map((place) => `${name}: ${inWords(place, name, hub.address)}`),
    )
    .sort();
}

function inWords(place: string, process: string, brokerAddress: string): string {
  const [host = "", port = ""] = place.split(":");
  const fixed = ["9093", "28093"].includes(port);
  const ofBroker = host === brokerAddress && (fixed || process === "broker");
  const address = process === "broker" ? "its address" : "the broker's address";
  return `${ofBroker ? address : host}, ${fixed ? `port ${port}` : "any port"}`;
}
