import fc from "fast-check";
import {
  bootstrapServersOf,
  connectionStringOf,
  hostOf,
  namespaceOf,
  parseConnectionString,
} from "../../clients/eventHubs";

/** As the portal shows it for a rule of a hub. */
const LISTEN =
  "Endpoint=sb://clicks-a1b2.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=a2V5LXNlY3JldA==;EntityPath=test";
const parsed = {
  host: "clicks-a1b2.servicebus.windows.net",
  ruleName: "listen",
  key: "a2V5LXNlY3JldA==",
  eventHub: "test",
};

describe("a namespace", () => {
  it("has a host, and Kafka at its port 9093", () => {
    expect(hostOf("clicks-a1b2")).toBe("clicks-a1b2.servicebus.windows.net");
    expect(namespaceOf("clicks-a1b2.servicebus.windows.net")).toBe("clicks-a1b2");
    expect(bootstrapServersOf(hostOf("clicks-a1b2"))).toBe("clicks-a1b2.servicebus.windows.net:9093");
  });
});

describe("a connection string", () => {
  it("is written as Azure writes it", () => {
    expect(connectionStringOf(parsed)).toBe(LISTEN);
  });

  it.each([
    ["as Azure writes it", LISTEN],
    ["in any order", LISTEN.split(";").reverse().join(";")],
    ["with names in any case", LISTEN.replace("EntityPath", "entitypath").replace("Endpoint", "ENDPOINT")],
    ["with spaces and empty parts", ` ${LISTEN.replaceAll(";", " ;; ")};`],
    ["with parts for other clients", `${LISTEN};TransportType=AmqpWebSockets`],
    ["with a port", LISTEN.replace(".net/", ".net:443")],
  ])("is read %s", (_, text) => {
    expect(parseConnectionString(text)).toEqual(parsed);
  });

  it("is read as it was written, whatever its key", () => {
    const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,20}$/);
    const key = fc.uint8Array({ minLength: 1 }).map((bytes) => Buffer.from(bytes).toString("base64"));
    fc.assert(
      fc.property(word, word, key, word, (namespace, ruleName, secret, eventHub) => {
        const credentials = { host: hostOf(namespace), ruleName, key: secret, eventHub };
        expect(parseConnectionString(connectionStringOf(credentials))).toEqual(credentials);
      }),
    );
  });

  const lacks = (name: string): string =>
    `The connection string has no ${name}: take the one of a rule of the hub, not of the namespace.`;
  const noAddress =
    "The connection string's Endpoint is no address: it must be sb://NAMESPACE.servicebus.windows.net/.";

  it.each([
    [LISTEN.replace(/^Endpoint=[^;]+;/, ""), lacks("Endpoint")],
    [LISTEN.replace("SharedAccessKeyName=listen;", ""), lacks("SharedAccessKeyName")],
    [LISTEN.replace("SharedAccessKey=a2V5LXNlY3JldA==;", ""), lacks("SharedAccessKey")],
    [LISTEN.replace("=a2V5LXNlY3JldA==", "="), lacks("SharedAccessKey")],
    [LISTEN.replace(";EntityPath=test", ""), lacks("EntityPath")],
    ["", lacks("Endpoint")],
    [`${LISTEN};entityPath=other`, "The connection string gives entityPath twice."],
    [LISTEN.replace("sb:", "https:"), noAddress],
    [LISTEN.replace("sb://", "sb://user:a2V5LXNlY3JldA==@"), noAddress],
    [
      LISTEN.replace(/SharedAccessKeyName.*;E/, "SharedAccessSignature=a2V5LXNlY3JldA==;E"),
      "The connection string has a SharedAccessSignature: Kafka clients need SharedAccessKeyName and SharedAccessKey.",
    ],
    ["a2V5LXNlY3JldA", 'This is no connection string: a part of it has no "=".'],
  ])("%p is refused, and its key not repeated", (text, message) => {
    expect(() => parseConnectionString(text)).toThrow(new Error(message));
    expect(message).not.toContain("a2V5");
  });
});
