import type { SessionWorkspace } from "../../cli/sessionInfo";

/** For sessions in which no notebook is run. */
export const sessionWorkspace: SessionWorkspace = {
  place: {
    truststore: { file: "/tmp/truststore", password: "trusted" },
    hostsFile: "/tmp/hosts",
    lakeFolder: "/tmp/lake",
    warehouseFolder: "/tmp/warehouse",
  },
  folder: "/tmp/notebooks",
  parameters: { schema: "blue", lake_url: "" },
  secrets: [["clickstream", "listen", "Endpoint=sb://blue.servicebus.windows.net/;…"]],
};
