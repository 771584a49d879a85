import { accessFromConnectionString } from "../../clients/hubOffsets";

const LISTEN =
  "Endpoint=sb://clicks-a1b2.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=a2V5;EntityPath=test";

describe("access by a connection string", () => {
  it("leads to the Kafka endpoint of its namespace, and to its hub", () => {
    expect(accessFromConnectionString(LISTEN)).toEqual({
      bootstrapServers: "clicks-a1b2.servicebus.windows.net:9093",
      eventHub: "test",
      connectionString: LISTEN,
    });
  });

  it.each([
    ["EntityPath", LISTEN.replace(";EntityPath=test", "")],
    ["Endpoint", LISTEN.replace(/^Endpoint=[^;]+;/, "")],
    ["SharedAccessKeyName", LISTEN.replace("SharedAccessKeyName=listen;", "")],
    ["SharedAccessKey", LISTEN.replace("SharedAccessKey=a2V5;", "")],
  ])("is refused without %s", (name, text) => {
    expect(() => accessFromConnectionString(text)).toThrow(
      `The connection string has no ${name}: take the one of a rule of the hub, not of the namespace.`,
    );
  });

  it("is refused where it names two hubs", () => {
    expect(() => accessFromConnectionString(`${LISTEN};EntityPath=other`)).toThrow(
      "The connection string gives EntityPath twice",
    );
  });
});
