export { onlyCodeOf } from "./ownCode";
export type { Operation } from "./protocol";
export { serveProviders, type ServedProviders, type ServeOptions } from "./serve";
