export { EngineError, MINIMUM_VERSION, type Engine, type EngineProgress } from "./engine";
export { engineHere, findEngine, type EngineOptions } from "./find";
