import { Redactor } from "../../../cli/acceptance/redact";

const SUBSCRIPTION = "1b2c3d4e-1111-4222-8333-444455556666";
const REQUEST = "9f8e7d6c-aaaa-4bbb-8ccc-ddddeeeeffff";

describe("the report of an acceptance run", () => {
  it.each([
    ["a subscription", `/subscriptions/${SUBSCRIPTION}/resourceGroups/red`, SUBSCRIPTION],
    ["an object id", `object id '${SUBSCRIPTION.toUpperCase()}'`, SUBSCRIPTION.toUpperCase()],
    ["a rule's key", "SharedAccessKey=c2hvcnQ=;EntityPath=test", "c2hvcnQ="],
    ["an account's key", `the key ${"k".repeat(86)}== is wrong`, "k".repeat(20)],
    ["a client's secret", '"client_secret": "canary~secret"', "canary~secret"],
    ["a JWT", "token eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl", "eyJ"],
    ["a workspace's token", `dapi${"0123456789abcdef".repeat(2)}-2`, "dapi"],
    ["a bearer", "Authorization: Bearer canary.token-1", "canary"],
    ["a workspace", "lookup adb-1234567890123456.16.azuredatabricks.net: no such host", "adb-"],
    ["a namespace", "clicks-red-abc123.servicebus.windows.net:9093", "clicks-red"],
    ["a lake", "abfss://clicks@red000abc123.dfs.core.windows.net/catalog", "red000abc123"],
    ["a registry", "contoso.azurecr.io/clicks:1", "contoso"],
    ["a person", "User jane.doe@contoso.com does not have MANAGE", "jane.doe"],
    [
      "whose state it is",
      "View Live: https://app.pulumi.com/jane-contoso/clickstream/acceptance/updates/1",
      "jane",
    ],
    ["a tenant by name", "tenant contoso.onmicrosoft.com was not found", "contoso"],
    ["a home folder", "open /home/jane.doe/clickstream/Pulumi.yaml: no such file", "jane.doe"],
    ["a home folder of macOS", "open /Users/janedoe/clickstream/Pulumi.yaml: no such file", "janedoe"],
    ["a home folder of Windows", String.raw`open C:\Users\janedoe\clickstream: not found`, "janedoe"],
    ["a workspace's number", "Unauthorized access to workspace: 1117051078704151", "1117051078704151"],
    ["a key without an end", `the key ${"k1".repeat(32)} is wrong`, "k1k1"],
  ])("hides %s", (_, text, canary) => {
    expect(new Redactor().redact(text)).not.toContain(canary);
  });

  it("keeps the error's text and the request's id, and tells two ids apart", () => {
    const text = `Status=403 Code="AuthorizationFailed" on /subscriptions/${SUBSCRIPTION}, tenant ${REQUEST}, again ${SUBSCRIPTION}`;
    expect(new Redactor().redact(text)).toBe(
      'Status=403 Code="AuthorizationFailed" on /subscriptions/<id 1>, tenant <id 2>, again <id 1>',
    );
    expect(new Redactor().redact(`x-ms-request-id: ${REQUEST}`)).toBe(`x-ms-request-id: ${REQUEST}`);
    expect(new Redactor().redact(`"requestId": "${REQUEST}"`)).toBe(`"requestId": "${REQUEST}"`);
    for (const named of ["[ReqId: …]", "Trace ID: …", "activity id '…'", "CorrelationId=…"]) {
      const said = named.replace("…", REQUEST);
      expect(new Redactor().redact(said)).toBe(said);
    }
    const provider =
      "cannot create catalog: User does not have CREATE CATALOG on Metastore 'metastore_azure_westeurope'.";
    expect(new Redactor().redact(provider)).toBe(provider);
  });

  it("keeps the path of a resource, which is no key", () => {
    const path =
      "/resourceGroups/clickstream-accept/providers/Microsoft.EventHub/namespaces/clickstreamaccept/eventhubs/test";
    expect(new Redactor().redact(`${path} was not found`)).toBe(`${path} was not found`);
  });

  it("hides what it is told to, such as the group of coaches", () => {
    const text = "Could not find principal with name Contoso coaches (EMEA).";
    expect(new Redactor(["Contoso coaches (EMEA)", ""]).redact(text)).toBe(
      "Could not find principal with name <name>.",
    );
  });
});
