import { checkpointCases } from "../../notebooks/checkpointCases";
import { connectCases } from "../../notebooks/connectCases";
import { cutCases } from "../../notebooks/cutCases";
import { exploreCases } from "../../notebooks/exploreCases";
import { handsCases } from "../../notebooks/handsCases";
import { ingestCases } from "../../notebooks/ingestCases";
import { maintenanceCases } from "../../notebooks/maintenanceCases";
import type { ConnectServer } from "../../../testbed/connect/connect";
import { longRun } from "../../long";
import { openWorkspace } from "./openWorkspace";

jest.setTimeout(600_000);

// The server that is furthest from a classic cluster stands for all.
const servers: readonly ConnectServer[] = longRun
  ? [{ interceptor: "Refusals" }, {}, { interceptor: "BatchSessions" }, { spark: "next" }]
  : [{ interceptor: "Refusals" }];

describe.each(servers)("a server %j", (server) => {
  const open = openWorkspace(server);

  connectCases(open, server);
  exploreCases(open, server);
  if (longRun && server.interceptor !== "Refusals") {
    ingestCases(open);
    checkpointCases(open);
    handsCases(open);
    cutCases(open);
    maintenanceCases(open);
  }
});
