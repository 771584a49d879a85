/** `npm run engine:compile`: finds a Pulumi CLI, and compiles one from its Go modules where there is none. */
import { printEngine } from "../../runtime/engine/printEngine";
import { engineAtAnyCost } from ".";

void printEngine((options) => engineAtAnyCost(options));
