import { authorization } from "./authorization";
import { consumption } from "./consumption";
import { containerInstances } from "./containerInstances";
import { dynamic } from "./dynamic";
import { eventHubs } from "./eventHubs";
import { jobs } from "./jobs";
import { random } from "./random";
import { resourceGroups } from "./resourceGroups";
import { storage } from "./storage";
import { unityCatalog } from "./unityCatalog";
import { workspaceObjects } from "./workspaceObjects";
import { workspaces } from "./workspaces";
import type { Service } from "./service";

/** Every service there is: another one is a folder beside these, and a line here. */
export const services: readonly Service[] = [
  resourceGroups,
  eventHubs,
  storage,
  authorization,
  consumption,
  containerInstances,
  workspaces,
  unityCatalog,
  workspaceObjects,
  jobs,
  random,
  dynamic,
];
