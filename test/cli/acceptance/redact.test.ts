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
    const provider =
      "cannot create catalog: User does not have CREATE CATALOG on Metastore 'metastore_azure_westeurope'.";
    expect(new Redactor().redact(provider)).toBe(provider);
  });
});
