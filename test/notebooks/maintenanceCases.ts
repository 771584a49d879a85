import { expectSuccess, type SparkWorkspace } from "../sparkWorkspace";
import { clicks, tally, TALLY } from "./ingestCases";

const MAINTAINED = "/maintained.py";

/** Table maintenance in the session of the batch, as over Spark Connect, between its write and all that follows. */
const maintenanceCell = `write_once = BatchWriter.write_once


def write_and_maintain(writer, rows, name):
    write_once(writer, rows, name)
    if name == "clicks":
        for other in ("clicks", "clicks_rejected"):
            writer.session.sql(f"OPTIMIZE {table(other)}")


BatchWriter.write_once = write_and_maintain`;

export function maintenanceCases(open: () => SparkWorkspace): void {
  it("a large batch is counted by the version it wrote, whatever its session has committed since", async () => {
    await open().importIngestWith(MAINTAINED, maintenanceCell);
    await open().driver.createSchema("maintained");
    await open().newHub(2);
    await open().send(clicks(0, 1200, 2));
    const parameters = {
      ...open().parameters("maintained"),
      max_clicks_per_batch: "200",
      rows_per_file: "100",
    };
    expectSuccess(await open().driver.runNotebook(MAINTAINED, parameters));
    expect(await open().ask(TALLY, "maintained")).toEqual(tally(1200));
    const operations = (await open().ask("DESCRIBE HISTORY clicks_rejected", "maintained")).flat();
    expect(operations.filter((value) => value === "OPTIMIZE").length).toBeGreaterThan(1);
  });
}
