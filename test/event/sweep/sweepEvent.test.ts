import type { SweepOutcome } from "../../../event/sweep/applyPlan";
import type { SweepItem, SweepPlan } from "../../../event/sweep/model";
import type { ProofList } from "../../../event/sweep/proof";
import { applySweep, planSweep } from "../../../event/sweep/sweepEvent";
import { types } from "../../../event/rehearsal/leftovers/plantedTeam";
import { ONE, stackOf, SweepStage } from "./stage";

let stage: SweepStage;
afterEach(() => stage.close());

const group = (name: string): string => `/subscriptions/${ONE}/resourceGroups/${name}`;

/** Items as `kind name`, without what is random in names. */
const inShort = (items: readonly SweepItem[]): string[] =>
  items.map(({ kind, id }) =>
    ["roleAssignment", "warehouse"].includes(kind) ? kind : `${kind} ${id.slice(id.lastIndexOf("/") + 1)}`,
  );

const metastoreItems = [
  ...["blue_left03", "blue_left05", "red_left01", "violet_left12"].map(
    (each) => `catalog clickstream_${each}`,
  ),
  ...["blue_left03", "blue_left05", "blue_left07", "red_left01", "violet_left12"].map(
    (each) => `externalLocation clickstream_${each}`,
  ),
  ...["blue_left03", "blue_left05", "blue_left06", "blue_left07", "red_left01", "violet_left12"].map(
    (each) => `storageCredential clickstream_${each}`,
  ),
];

const otherItems = [
  "warehouse",
  "containerGroup click-generator-clicks-red-left01",
  "budget red-team",
  "roleAssignment",
  "managedGroup clickstream-blue-left03-databricks",
  "managedGroup clickstream-red-left04-databricks",
  "stack blue",
  "workspace clickstream-red-left01",
  "workspace clickstream-violet-left12",
  "group clickstream-blue-left03",
  "group clickstream-red-left01",
  "group clickstream-violet-left12",
];

/** Outcomes other than "removed", as `outcome kind name: why`. */
const notRemoved = (outcomes: readonly SweepOutcome[]): string[] =>
  outcomes
    .filter(({ outcome }) => outcome !== "removed")
    .map(({ item, outcome, why }) => `${outcome} ${inShort([item]).join("")}: ${why}`);

const only = (plan: SweepPlan, ...names: readonly string[]): SweepPlan => ({
  ...plan,
  items: plan.items.filter((item) => names.some((name) => inShort([item])[0] === name)),
});

describe("a sweep", () => {
  it("finds the twelve kinds of leftovers, with the reason for each, and changes nothing", async () => {
    stage = await SweepStage.open();
    const before = stage.contents();
    const plan = await planSweep(stage.event, stage.sources);
    expect(inShort(plan.items)).toEqual([...metastoreItems, ...otherItems]);
    expect(plan.unlooked).toEqual([]);
    const reason = (kind: string): string[] =>
      plan.items.filter((item) => item.kind === kind).map((item) => item.reason);
    expect(reason("group")).toEqual([
      "no stack of contoso-2027-03 has it",
      "no stack of contoso-2027-03 has it",
      "it is of the event contoso-2027-03-old of the same owner, which was over on 2027-02-12",
    ]);
    expect(reason("managedGroup")).toEqual([
      "its workspace is gone, and its resource group, clickstream-blue-left03, goes",
      "its workspace is gone, and no stack of contoso-2027-03 has it",
    ]);
    expect(reason("stack")).toEqual(["its resource group, clickstream-blue-left02, is gone"]);
    expect(stage.contents()).toEqual(before);
  });

  it("names what only looks like a leftover, and why it stays", async () => {
    stage = await SweepStage.open();
    const { left } = await planSweep(stage.event, stage.sources);
    const inGroups = left.filter(({ id }) => id.startsWith("/subscriptions/"));
    expect(inGroups.map(({ id, why }) => `${id.split("/").pop() ?? ""}: ${why}`)).toEqual([
      "clickstream-red-other1: it is of the event elsewhere of somebody@example.com",
      "clickstream-red-other2: it is of the event contoso-2027-03 of somebody@example.com",
      "clickstream-grey-other3: it is of the event earlier of somebody@example.com",
      "clickstream-red-other4: it has not the tags of this program",
      "catering: its name is none that this program gives",
      "clickstream-red-later1: it is of the event contoso-2027-03-next, which lasts until 2099-12-31",
      "clickstream-red-byhand: it is of no event: a stack that somebody made by hand",
      "clickstream-pink-other6-databricks: it is of the event elsewhere of somebody@example.com",
    ]);
  });

  it("removes them all and nothing of anybody else, in an order in which all can be reached", async () => {
    stage = await SweepStage.open();
    const others = stage
      .contents()
      .filter((each) => !/left\d\d|red-team|SqlEndpoint|RoleAssignment/.test(each));
    const plan = await planSweep(stage.event, stage.sources);
    const { outcomes, proof } = await applySweep(plan, stage.means);
    expect(notRemoved(outcomes)).toEqual([]);
    expect(outcomes.map(({ item }) => item)).toEqual(plan.items);
    expect(proof.map(({ asked, count }) => [asked, count])).toEqual([
      ["Azure Resource Manager", 0],
      ["Azure Resource Graph", 0],
      ["metastore", 0],
      ["SQL warehouses", 0],
      ["stacks", 0],
    ]);
    const after = stage.contents();
    expect(after.filter((each) => /left\d\d|red-team/.test(each))).toEqual([]);
    expect(after).toEqual(expect.arrayContaining(others));
    // The member's own warehouse, and the other event's role at the subscription.
    expect(after.filter((each) => each.startsWith("SqlEndpoint"))).toHaveLength(1);
    expect(
      after.filter((each) => each.startsWith(`RoleAssignment /subscriptions/${ONE}/providers/`)),
    ).toHaveLength(1);
    expect(stage.removedStacks).toEqual(["blue"]);
    expect((await planSweep(stage.event, stage.sources)).items).toEqual([]);
  });

  it("leaves alone what has changed since the plan, and says what", async () => {
    stage = await SweepStage.open();
    const { cloud } = stage;
    const plan = await planSweep(stage.event, stage.sources);
    const retag = async (name: string, tags: Record<string, string>): Promise<void> => {
      const found = cloud.state.at(group(name));
      await cloud.update(types.group, group(name), {}, { ...found?.inputs, tags });
    };
    const tags = cloud.state.at(group("clickstream-violet-left12"))?.inputs["tags"] as Record<string, string>;
    await retag("clickstream-violet-left12", { ...tags, expires: "2027-12-31" });
    // A member keeps something in a group; a budget now counts another group.
    await cloud.create(types.account, "kept", {
      ...{ resourceGroupName: "clickstream-blue-left03", accountName: "keptdata", location: "westeurope" },
      ...{ kind: "StorageV2", sku: { name: "Standard_LRS" } },
    });
    const budget = cloud.state.at(`/subscriptions/${ONE}/providers/Microsoft.Consumption/budgets/red-team`);
    if (budget) cloud.state.put({ ...budget, outputs: { ...budget.outputs, filter: undefined } });
    const changed = only(
      plan,
      "budget red-team",
      "group clickstream-blue-left03",
      "group clickstream-violet-left12",
      "containerGroup click-generator-clicks-red-left01",
    );
    const { outcomes } = await applySweep(changed, stage.means);
    const kept = `${group("clickstream-blue-left03")}/providers/Microsoft.Storage/storageAccounts/keptdata`;
    expect(notRemoved(outcomes)).toEqual([
      "changed budget red-team: it is not left over any more",
      `changed group clickstream-blue-left03: new in it: ${kept.toLowerCase()}`,
      "changed group clickstream-violet-left12: it is of the event contoso-2027-03-old, which lasts until 2027-12-31",
    ]);
    expect(cloud.state.at(group("clickstream-blue-left03"))).toBeDefined();
    expect(cloud.state.at(group("clickstream-violet-left12"))).toBeDefined();
  });

  it("takes what somebody else has removed since the plan for gone", async () => {
    stage = await SweepStage.open();
    const plan = only(await planSweep(stage.event, stage.sources), "budget red-team", "stack blue");
    stage.stacks = { value: [] };
    const budget = stage.cloud.state.at(
      `/subscriptions/${ONE}/providers/Microsoft.Consumption/budgets/red-team`,
    );
    if (budget) stage.cloud.state.remove(budget);
    const { outcomes } = await applySweep(plan, stage.means);
    expect(notRemoved(outcomes)).toEqual(["gone budget red-team: ", "gone stack blue: "]);
    expect(stage.removedStacks).toEqual([]);
  });

  it("removes nothing that a stack has again since the plan", async () => {
    stage = await SweepStage.open();
    const plan = only(await planSweep(stage.event, stage.sources), "group clickstream-red-left01");
    const again = stackOf(stage.event.event, "red", [group("clickstream-red-left01")]);
    stage.stacks = { value: [...("value" in stage.stacks ? stage.stacks.value : []), again] };
    const { outcomes } = await applySweep(plan, stage.means);
    expect(notRemoved(outcomes)).toEqual([
      "changed group clickstream-red-left01: it is not left over any more",
    ]);
  });

  it("keeps workspace, group and stack of a team whose catalog could not be removed", async () => {
    stage = await SweepStage.open();
    stage.workspaces.fail({
      ...{ endpoint: "DELETE /api/2.1/unity-catalog/catalogs/:name", nth: 1, when: "before" },
    });
    const plan = only(
      await planSweep(stage.event, stage.sources),
      "catalog clickstream_red_left01",
      "workspace clickstream-red-left01",
      "group clickstream-red-left01",
    );
    const { outcomes } = await applySweep(plan, stage.means);
    const kept = "something of red-left01 is left in the metastore, see above";
    expect(notRemoved(outcomes)).toEqual([
      "failed catalog clickstream_red_left01: 500 INTERNAL_ERROR: Fault on demand before its effect.",
      `kept workspace clickstream-red-left01: ${kept}`,
      `kept group clickstream-red-left01: ${kept}`,
    ]);
    expect(stage.cloud.state.at(group("clickstream-red-left01"))).toBeDefined();
  });
});

describe("what could not be looked at", () => {
  const refusal = { code: "AuthorizationFailed", message: "not allowed", times: 1000 } as const;

  it.each([
    ["resourcegroups", /\/resourcegroups$/, "az group list"],
    ["workspaces", /Databricks\/workspaces$/, "az databricks workspace list"],
    ["accessconnectors", /accessConnectors$/, "az databricks access-connector list"],
    ["containergroups", /containerGroups$/, "az container list"],
    ["budgets", /budgets$/, "az consumption budget list"],
    ["roleassignments", /roleAssignments$/, "az role assignment list --all"],
  ])("is unknown and not nothing: %s", async (list, path, how) => {
    stage = await SweepStage.open();
    stage.arm.fail({ method: "GET", path, status: 403, ...refusal });
    const { unlooked } = await planSweep(stage.event, stage.sources);
    expect(unlooked.filter((each) => each.list.startsWith(ONE))).toEqual([
      {
        list: `${ONE}/${list}`,
        why: "403 AuthorizationFailed: not allowed",
        how: `${how} --subscription ${ONE}`,
      },
    ]);
  });

  it("is a metastore, too, where the workspaces are not known", async () => {
    stage = await SweepStage.open();
    stage.arm.fail({ method: "GET", path: /Databricks\/workspaces$/, status: 403, ...refusal });
    const { unlooked, items } = await planSweep(stage.event, stage.sources);
    expect(unlooked.slice(1).map(({ list, why }) => [list, why])).toEqual(
      ["catalogs", "external-locations", "storage-credentials"].map((each) => [
        `westeurope/${each}`,
        "the workspaces could not be listed",
      ]),
    );
    expect(items.filter(({ kind }) => ["group", "workspace", "managedGroup"].includes(kind))).toEqual([]);
  });

  it("protects every group where the stacks are not known", async () => {
    stage = await SweepStage.open();
    stage.stacks = { unknown: "no pulumi on the PATH" };
    const plan = await planSweep(stage.event, stage.sources);
    expect(
      plan.items.filter(({ kind }) => ["group", "workspace", "stack", "catalog"].includes(kind)),
    ).toEqual([]);
    expect(plan.unlooked).toEqual([
      {
        list: "stacks",
        why: "no pulumi on the PATH",
        how: "pulumi stack ls --project clickstream-challenge",
      },
    ]);
  });

  it("keeps a stack, which alone tells what lies in a metastore that answers nobody", async () => {
    stage = await SweepStage.open();
    const { stackAlone } = stage.planted;
    const stack = stackOf(stage.event.event, stackAlone.team, [stackAlone.group]);
    const resources = [
      ...(stack.deployment.resources ?? []),
      { urn: "urn:catalog", type: "databricks:index/catalog:Catalog", id: "clickstream_blue_left02" },
      {
        ...{ urn: "urn:workspace", type: "azure-native:databricks:Workspace", id: `${stackAlone.group}/w` },
        inputs: { location: "northeurope" },
      },
    ];
    stage.stacks = { value: [{ ...stack, deployment: { resources } }] };
    const plan = await planSweep(stage.event, stage.sources);
    expect(plan.items.filter(({ kind }) => kind === "stack")).toEqual([]);
    expect(plan.left).toContainEqual({
      id: `stacks/${stage.event.event}/blue`,
      why: "its resource group is gone, but the metastore of northeurope could not be asked",
    });
  });

  it("is not removed, though it is in the plan", async () => {
    stage = await SweepStage.open();
    const plan = only(await planSweep(stage.event, stage.sources), "budget red-team");
    stage.arm.fail({ method: "GET", path: /budgets$/, status: 403, ...refusal });
    const { outcomes, unlooked } = await applySweep(plan, stage.means);
    const look = `Look with: az consumption budget list --subscription ${ONE}`;
    expect(notRemoved(outcomes)).toEqual([
      `unknown budget red-team: 403 AuthorizationFailed: not allowed. ${look}`,
    ]);
    expect(unlooked.map(({ list }) => list)).toEqual([`${ONE}/budgets`]);
  });
});

describe("the proof", () => {
  const told: (readonly ProofList[])[] = [];
  beforeEach(() => void told.splice(0));

  it("is asked again until the copy that lags shows nothing any more", async () => {
    stage = await SweepStage.open({ late: { resourceGraph: 100 } });
    const plan = await planSweep(stage.event, stage.sources);
    const { proof } = await applySweep(plan, { ...stage.means, tellProof: (lists) => void told.push(lists) });
    const graph = told.map((lists) => lists.find(({ asked }) => asked === "Azure Resource Graph")?.count);
    // Two workspaces, three groups, two managed groups, a container group.
    expect(graph).toEqual([8, 8, 8, 0]);
    expect(proof.every(({ count }) => count === 0)).toBe(true);
  });

  it("ends after half an hour with what is left, by name", async () => {
    stage = await SweepStage.open({ late: { resourceGraph: 3600 } });
    const plan = only(await planSweep(stage.event, stage.sources), "group clickstream-blue-left03");
    const begun = stage.clock.now();
    const { proof } = await applySweep(plan, stage.means);
    expect(stage.clock.now() - begun).toBe(1800);
    expect(proof.map(({ asked, count, detail }) => [asked, count, detail])).toEqual([
      ["Azure Resource Manager", 0, []],
      ["Azure Resource Graph", 1, [group("clickstream-blue-left03").toLowerCase()]],
      ["metastore", 0, []],
    ]);
  });

  it("does not wait for a list that answers nobody, and does not count it as nothing", async () => {
    stage = await SweepStage.open();
    const plan = only(await planSweep(stage.event, stage.sources), "group clickstream-blue-left03");
    const status = 403;
    stage.arm.fail({
      method: "POST",
      path: /ResourceGraph/,
      status,
      code: "Forbidden",
      message: "no",
      times: 9,
    });
    const { proof } = await applySweep(plan, stage.means);
    const graph = proof.find(({ asked }) => asked === "Azure Resource Graph");
    expect(graph).toMatchObject({
      count: undefined,
      detail: [
        "403 Forbidden: no. Look with: az graph query -q \"resourcecontainers | where tags.event == 'contoso-2027-03'\"",
      ],
    });
    expect(stage.clock.now()).toBe(0);
  });

  it("has the metastore's list from before its last workspace was removed, and says so", async () => {
    stage = await SweepStage.open();
    const plan = await planSweep(stage.event, stage.sources);
    for (const name of ["red-other1", "red-later1", "red-stand1"])
      await stage.cloud.forceDeleteWorkspace(
        `${group(`clickstream-${name}`)}/providers/Microsoft.Databricks/workspaces/clickstream-${name}`,
      );
    const { outcomes, proof } = await applySweep(plan, stage.means);
    expect(notRemoved(outcomes)).toEqual(["gone warehouse: "]);
    const [metastore] = proof.filter(({ asked }) => asked === "metastore");
    expect(metastore?.count).toBe(0);
    expect(metastore?.detail).toEqual([
      expect.stringMatching(
        /^asked before its last workspace, adb-\d+\.\d+\.azuredatabricks\.net, was removed$/,
      ),
    ]);
  });

  it("has no list of a metastore whose region never had a workspace to ask", async () => {
    stage = await SweepStage.open();
    for (const { id } of stage.cloud.state.resources(types.workspace))
      await stage.cloud.forceDeleteWorkspace(id);
    const plan = await planSweep(stage.event, stage.sources);
    const { proof } = await applySweep(plan, stage.means);
    const [metastore] = proof.filter(({ asked }) => asked === "metastore");
    expect(metastore?.count).toBeUndefined();
    expect(metastore?.detail[0]).toBe(
      "there is no workspace in the region to ask. Look with: databricks catalogs list --include-unbound (in a workspace of westeurope: create one if there is none)",
    );
  });
});
