import { openWorkspace } from "./openWorkspace";
import { runnerCases } from "./runnerCases";
import { answersCases } from "../../notebooks/answersCases";
import { checkpointCases } from "../../notebooks/checkpointCases";
import { clickBytesCases } from "../../notebooks/clickBytesCases";
import { exploreCases } from "../../notebooks/exploreCases";
import { ingestCases } from "../../notebooks/ingestCases";
import { unobservedCases } from "../../notebooks/unobservedCases";

jest.setTimeout(600_000);

const open = openWorkspace();

runnerCases(open);
exploreCases(open);
answersCases(open);
ingestCases(open);
checkpointCases(open);
unobservedCases(open);
clickBytesCases(open);
