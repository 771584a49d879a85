import { seeGrantsTakenOver } from "../lifecycle/grants";
import { PATIENCE, withEngine } from "../lifecycle/stack";
import { realDatabricks } from "./workspace";

withEngine();

describe("what is granted on catalog and schema, behind Databricks' own provider", () => {
  it(
    "is kept through the first up of this program on a stack of an earlier one, which had all rights in one resource",
    () => seeGrantsTakenOver(realDatabricks()),
    PATIENCE,
  );
});
