export { sizeFor, type Bottleneck, type Cost, type Load, type Sizing } from "./sizing";
export { refuseIfTooSmall, type RateSettings, type TooSmall } from "./refuse";
