export { verify, type Expected, type Report, type VerifyOptions } from "./verify";
export { expectedFromHub, expectedFromLedger } from "./expected";
