import { askedPause, failures, kindOf, kinds } from "../../program/failures";

describe("the kind of a command's failure", () => {
  it.each([
    [
      'Status=403 Code="AuthorizationFailed" Message="… action \'Microsoft.Authorization/roleAssignments/write\'"',
      "permission",
    ],
    ['Status=409 Code="MissingSubscriptionRegistration"', "provider"],
    ["Operation results in exceeding approved standardDDSv5Family Cores quota", "quota"],
    ['Code="RegistryErrorResponse"', "image"],
    ['Status=429 Code="SubscriptionRequestsThrottled"', "throttled"],
    ["read tcp 10.0.0.1:443: connection reset by peer", "transient"],
    ["the stack is currently locked by 1 lock(s)", "locked"],
    ["something that nobody has seen", "unknown"],
  ])("%s: %s", (message, kind) => {
    expect(kindOf([message])).toBe(kind);
  });

  it("of several is that of the one against which another attempt helps least", () => {
    const transient = "read: connection reset by peer";
    expect(kindOf([transient, 'Code="RegistryErrorResponse"'])).toBe("image");
    expect(kindOf([transient, "never seen"])).toBe("unknown");
    expect(kindOf([transient, 'Status=429 Code="TooManyRequests"'])).toBe("transient");
    expect(kindOf([])).toBe("unknown");
  });

  it("is one that the table of kinds has, for each failure that is known", () => {
    expect(failures.filter(({ kind }) => !(kind in kinds))).toEqual([]);
  });

  it("that passes by itself is tried again", () => {
    const passing = failures.filter(({ passes, kind }) => passes && kind === "transient");
    expect(passing.length).toBeGreaterThan(5);
    expect(kinds.transient.pauses).toEqual([30, 120, 300]);
  });
});

describe("what a refused request is asked to wait", () => {
  it("is read from Azure's words, the longest of several", () => {
    expect(askedPause("Please try again after '6' seconds. … Please try again after '17' seconds.")).toBe(17);
    expect(askedPause("no such words")).toBe(0);
  });
});
