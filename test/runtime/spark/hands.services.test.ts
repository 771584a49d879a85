import { openWorkspace } from "./openWorkspace";
import { cutCases } from "../../notebooks/cutCases";
import { handsCases } from "../../notebooks/handsCases";
import { maintenanceCases } from "../../notebooks/maintenanceCases";

jest.setTimeout(600_000);

const open = openWorkspace();

handsCases(open);
cutCases(open);
maintenanceCases(open);
