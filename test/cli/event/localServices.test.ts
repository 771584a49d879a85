import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { localTeams, refuseTooMany } from "../../../cli/event/localServices";
import { RehearsalClouds } from "../../../event/rehearsal/clouds";
import { SCHEMA } from "../../../emulator/services/unityCatalog/model";
import { LocalTeams } from "../../../event/rehearsal/localTeams";
import { eventOf } from "../../event/check/stage";

const toolchain = {
  python: "python",
  sparkHome: "spark",
  java: "java",
  javaHome: "jre",
  sparkJars: "sparkJars",
  kafkaJars: "kafkaJars",
  extensionJars: "extensionJars",
  classArchive: "classes",
};
const visit = (team: string) => ({
  team,
  subscription: "00000000-0000-4000-8000-000000000011",
  region: "westeurope",
  pid: process.pid,
  fault: undefined,
});

/** A team whose schema exists, and whose Spark answers when the test lets it. */
async function answeringTeam(
  local: LocalTeams,
): Promise<{ asked: () => number; answer: () => void; server: Server }> {
  local.order({ teams: ["red"], toolchain });
  const red = local.teamOf("red");
  if (red === undefined) throw new Error("red was ordered");
  red.state.put({
    type: SCHEMA,
    id: "s",
    home: "w",
    inputs: { name: "clickstream" },
    outputs: {},
    local: {},
    effectiveAt: 0,
    hidden: {},
  });
  const held: ServerResponse[] = [];
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    held.push(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  jest.spyOn(red.services, "sql", "get").mockReturnValue({ url: `http://127.0.0.1:${port}`, token: "t" });
  const body = JSON.stringify({
    statement_id: "1",
    status: { state: "SUCCEEDED" },
    manifest: { schema: { columns: [] } },
    result: { data_array: [["42"]] },
  });
  const answer = (): void => held.forEach((response) => response.end(body));
  return { asked: () => asked, answer, server };
}

describe("teams with services on this machine", () => {
  it("are those that the file lists first", () => {
    expect(localTeams(eventOf(3), 2)).toEqual(["team-1", "team-2"]);
    expect(localTeams(eventOf(1), 2)).toEqual(["team-1"]);
  });

  it("are no more than memory is free for", () => {
    expect(() => refuseTooMany(2, 7.2e9)).not.toThrow();
    expect(() => refuseTooMany(2, 7.1e9)).toThrow(
      "7.1 GB of memory are free: --local 1 at most, because a team's services take 2.6 GB and 2 GB are kept for the rest",
    );
    expect(() => refuseTooMany(1, 1e9)).toThrow("1.0 GB of memory are free: --local 0 at most");
  });

  it("have clouds of their own, and a team that was created without has to go first", async () => {
    const local = new LocalTeams("none");
    const clouds = new RehearsalClouds(0, local);
    await clouds.serve(visit("blue"));
    expect(() => clouds.orderLocal({ teams: ["red", "blue"], toolchain })).toThrow(
      "blue exist without services on this machine: `down blue` first",
    );
    expect(local.teamOf("red")).toBeUndefined();
    clouds.orderLocal({ teams: ["red"], toolchain });
    await clouds.serve(visit("red"));
    const red = local.teamOf("red");
    expect(local.states).toEqual([red?.state]);
    expect(await local.clicks(1000)).toEqual({ red: null });
    // Ordered once, it may be ordered again.
    clouds.orderLocal({ teams: ["red"], toolchain });
    await clouds.gone("blue");
    clouds.orderLocal({ teams: ["red", "blue"], toolchain });
    await clouds.gone("red");
    expect(local.states).toEqual([]);
    await clouds.serve(visit("red"));
    expect(local.teamOf("red")).not.toBe(red);
    await clouds.gone("red");
  });

  it("are asked for their clicks once, however slow the answer: it is for whoever looks then", async () => {
    const local = new LocalTeams("none");
    const { asked, answer, server } = await answeringTeam(local);
    try {
      expect(await local.clicks(50)).toEqual({ red: null });
      const second = local.clicks(10_000);
      while (asked() === 0) await sleep(10);
      answer();
      expect(await second).toEqual({ red: 42 });
      expect(asked()).toBe(1);
    } finally {
      server.close();
    }
  });
});
