export { verify, type Expected, type Report, type VerifyOptions } from "./verify";
export { formatReport } from "./format";
export { readHub, type HubAccess } from "./hub";
export { expectedFromLedger } from "./ledger";
export type { SqlClient } from "./tables";
