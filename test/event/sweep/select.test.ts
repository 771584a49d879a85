import * as fc from "fast-check";
import { CHALLENGE } from "../../../program/names";
import type { Selection } from "../../../event/sweep/model";
import type {
  AllSeen,
  SeenGroup,
  SeenMetastore,
  SeenSecurable,
  SeenSubscription,
  Tags,
} from "../../../event/sweep/seen";
import { selectLeftovers } from "../../../event/sweep/select";
import { ONE, stackOf, sweptEvent } from "./stage";

const OTHER = "00000000-0000-4000-8000-000000000009";
const none = { value: [] };
const groupId = (own: string, subscription = ONE): string =>
  `/subscriptions/${subscription}/resourcegroups/clickstream-${own}`;

const own: Tags = {
  ...{ challenge: CHALLENGE, event: "contoso-2027-03", owner: "coach@contoso.com" },
  ...{ team: "red", expires: "2027-03-13" },
};

function groupOf(tags: Tags, name = "clickstream-red-abc123"): SeenGroup {
  const id = `/subscriptions/${ONE}/resourcegroups/${name}`;
  return { id, name, tags, managedBy: undefined, contents: none };
}

function subscriptionOf(groups: readonly SeenGroup[]): SeenSubscription {
  const rest = { workspaces: none, connectors: none, containerGroups: none, budgets: none };
  return { subscription: ONE, groups: { value: groups }, ...rest, roleAssignments: none };
}

function seenOf(groups: readonly SeenGroup[], more: Partial<AllSeen> = {}): AllSeen {
  const operated = new Set(["red", "blue", "green"]);
  return {
    subscriptions: [subscriptionOf(groups)],
    metastores: [],
    warehouses: [],
    stacks: none,
    operated,
    ...more,
  };
}

const select = (seen: AllSeen, today = "2027-03-14"): Selection => selectLeftovers(seen, sweptEvent(), today);
const whyLeft = ({ left }: Selection): string[] => left.map(({ why }) => why);

describe("a resource group", () => {
  it("is left over only with all four tags of the program, this owner, and no stack", () => {
    // Mostly right, so that most cases have one or two tags that are not.
    const near = (right: string): fc.Arbitrary<string | undefined> =>
      fc.oneof(
        { weight: 4, arbitrary: fc.constant(right) },
        fc.constantFrom(undefined, "", "x", "2099-12-31"),
      );
    const tags = fc.record({
      challenge: near(CHALLENGE),
      event: near("contoso-2027-03"),
      owner: near("coach@contoso.com"),
      team: near("red"),
      expires: near("2027-03-13"),
    });
    fc.assert(
      fc.property(tags, (found) => {
        const given = Object.fromEntries(
          Object.entries(found).filter(([, value]) => value !== undefined),
        ) as Tags;
        const { items } = select(seenOf([groupOf(given)]));
        const isOver = given["expires"] === "2027-03-13";
        const isOurs =
          given["challenge"] === CHALLENGE && given["owner"] === own["owner"] && given["team"] === "red";
        const isOfEvent = given["event"] === own["event"] || (given["event"] !== undefined && isOver);
        expect(items).toHaveLength(isOurs && isOfEvent ? 1 : 0);
      }),
    );
  });

  it("stays while it may have a stack on another machine", () => {
    const nobody = { operated: new Set<string>() };
    expect(whyLeft(select(seenOf([groupOf({ ...own, expires: "2027-03-14" })], nobody)))).toEqual([
      "this machine has never worked for the team: its stack may be on another",
    ]);
    // What is over has been taken down or is a leftover, whoever made it.
    expect(select(seenOf([groupOf(own)], nobody)).items).toHaveLength(1);
  });

  it("stays while it was being created when an engine was killed", () => {
    const resource = { urn: "urn", type: "azure-native:resources:ResourceGroup" };
    const inputs = { resourceGroupName: "clickstream-red-abc123" };
    const provider = { urn: "p", type: "pulumi:providers:azure-native", inputs: { subscriptionId: ONE } };
    const pending = [{ type: "creating", resource: { ...resource, inputs } }];
    const deployment = { resources: [provider], pending_operations: pending };
    const stacks = { value: [{ event: "contoso-2027-03", team: "red", deployment }] };
    expect(select(seenOf([groupOf(own)], { stacks }))).toMatchObject({ items: [], left: [] });
  });

  it("stays where another event's stack on this machine has it", () => {
    const stacks = { value: [stackOf("fabrikam", "red", [groupId("red-abc123").toUpperCase()])] };
    expect(select(seenOf([groupOf(own)], { stacks })).items).toEqual([]);
  });

  it("stays with something of somebody else in it, and with what could not be listed", () => {
    const foreign = {
      id: `${groupId("red-abc123")}/providers/x/y/database`,
      tags: { owner: "eve@contoso.com" },
    };
    const holding = { ...groupOf(own), contents: { value: [foreign] } };
    expect(whyLeft(select(seenOf([holding])))).toEqual(["it holds database of eve@contoso.com"]);
    const unlisted = { ...groupOf(own), contents: { unknown: "403" } };
    expect(whyLeft(select(seenOf([unlisted])))).toEqual(["what is in it could not be listed"]);
  });

  it.each([
    "clickstream-red-ABC12!",
    "clickstream-red-abc1234",
    "clickstream--abc123",
    "clickstreamx-red-abc123",
  ])("of another name is nobody's to remove: %s", (name) => {
    expect(whyLeft(select(seenOf([groupOf(own, name)])))).toEqual([
      "its name is none that this program gives",
    ]);
  });
});

describe("a managed resource group", () => {
  const workspace = `${groupId("red-abc123")}/providers/microsoft.databricks/workspaces/clickstream-red-abc123`;
  const managed = { ...groupOf({}, "clickstream-red-abc123-databricks"), managedBy: workspace };

  it("is left over where its workspace is gone and the stack that has it stands", () => {
    const stacks = { value: [stackOf("contoso-2027-03", "red", [groupId("red-abc123"), workspace])] };
    const { items } = select(seenOf([groupOf(own), managed], { stacks }));
    expect(items.map(({ kind, reason }) => [kind, reason])).toEqual([
      ["managedGroup", "its workspace is gone, and the stack that has it would be refused another"],
    ]);
  });

  it("stays where nothing tells whose it was", () => {
    expect(whyLeft(select(seenOf([managed])))).toEqual(["nothing tells whose it was"]);
  });

  it("stays where something else managed it", () => {
    const other = { ...managed, managedBy: workspace.replace(/red-abc123$/, "else") };
    expect(whyLeft(select(seenOf([other])))).toEqual([
      "it was managed by something that this program does not create",
    ]);
  });
});

describe("an object of a metastore that many share", () => {
  const name = "clickstream_red_abc123";
  const connector = `${groupId("red-abc123")}/providers/microsoft.databricks/accessconnectors/clickstream-red-abc123`;
  const credential: SeenSecurable = { name, creator: "coach", at: connector };
  const catalog: SeenSecurable = {
    name,
    creator: "coach",
    at: "abfss://c@red000abc123.dfs.core.windows.net/catalog",
  };

  function metastoreOf(found: Partial<Record<"catalogs" | "credentials", SeenSecurable>>): SeenMetastore {
    const listed = (one?: SeenSecurable): { value: SeenSecurable[] } => ({ value: one ? [one] : [] });
    const at = "2027-03-14T10:00:00.000Z";
    const [catalogs, credentials] = [listed(found.catalogs), listed(found.credentials)];
    return {
      region: "westeurope",
      at,
      me: "coach",
      through: undefined,
      catalogs,
      locations: none,
      credentials,
    };
  }
  const selectIn = (found: Parameters<typeof metastoreOf>[0], groups: readonly SeenGroup[] = []): Selection =>
    select(seenOf(groups, { metastores: [metastoreOf(found)] }));

  it("is left over where I created it, its group is gone and the event has the team", () => {
    const { items } = selectIn({ catalogs: catalog, credentials: credential });
    expect(items.map(({ kind, reason }) => [kind, reason])).toEqual([
      ["catalog", "its resource group, clickstream-red-abc123, is gone"],
      ["storageCredential", "its resource group, clickstream-red-abc123, is gone"],
    ]);
  });

  it.each<[string, Partial<Record<"catalogs" | "credentials", SeenSecurable>>, string]>([
    [
      "somebody else created it",
      { credentials: { ...credential, creator: "eve" } },
      "its resource group is gone, but eve created it",
    ],
    [
      "it lies in somebody's own account",
      { catalogs: { ...catalog, at: "abfss://c@sales.dfs.core.windows.net/catalog" } },
      "it lies at abfss://c@sales.dfs.core.windows.net/catalog",
    ],
    [
      "its credential is not to be seen",
      { catalogs: catalog },
      "its storage credential does not show where it belongs",
    ],
    [
      "it belongs to a subscription that nobody looked at",
      { credentials: { ...credential, at: connector.replace(ONE, OTHER) } },
      `it belongs to the subscription ${OTHER}, which was not listed`,
    ],
    [
      "this event has no such team",
      {
        credentials: {
          ...{ name: "clickstream_violet_abc123", creator: "coach" },
          at: connector.replaceAll("red-abc123", "violet-abc123"),
        },
      },
      "its resource group is gone, but this event has no team violet",
    ],
  ])("stays where %s", (_, found, why) => {
    const selection = selectIn(found);
    expect(selection.items).toEqual([]);
    expect(whyLeft(selection)).toEqual([why]);
  });

  it("stays where its group is there, and is no word about where a stack has both", () => {
    const byHand = groupOf({ ...own, event: "elsewhere", expires: "2099-12-31" });
    expect(whyLeft(selectIn({ credentials: credential }, [byHand]))).toContain(
      "its resource group, clickstream-red-abc123, is there",
    );
    const stacks = { value: [stackOf("contoso-2027-03", "red", [groupId("red-abc123"), name])] };
    const metastores = [metastoreOf({ catalogs: catalog, credentials: credential })];
    expect(select(seenOf([groupOf(own)], { stacks, metastores }))).toMatchObject({ items: [], left: [] });
  });

  it("of another form of name is not even a look-alike", () => {
    const sales = { ...catalog, name: "clickstream_sales" };
    expect(selectIn({ catalogs: sales })).toMatchObject({ items: [], left: [] });
  });
});
