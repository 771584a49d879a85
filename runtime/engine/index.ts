export { EngineError, MINIMUM_VERSION, type Engine, type EngineProgress } from "./engine";
export { findEngine, quickEngine, type EngineOptions } from "./find";
