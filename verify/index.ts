export { verify, type Expected, type Report, type VerifyOptions } from "./verify";
export { formatReport } from "../cli/verify/report";
export { readHub, type HubAccess } from "../clients/hubOffsets";
export { expectedFromLedger } from "./ledger";
export type { SqlClient } from "./tables";
