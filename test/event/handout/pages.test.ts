import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderSVG } from "uqr";
import { indexPage } from "../../../event/handout/indexPage";
import { teamLinks } from "../../../event/handout/teamLinks";
import { teamPage } from "../../../event/handout/teamPage";
import { writeHandouts } from "../../../event/handout/writeHandouts";
import { handoutOf, PORTAL, WORKSPACE } from "./handouts";

const LABEL = `<script>alert("x")</script> & 'co'`;
const ESCAPED = "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;co&#39;";
const linksIn = (page: string): string[] =>
  [...page.matchAll(/href="([^"]*)"/g)].map(([, address = ""]) => address);
const headings = (page: string): string[] =>
  [...page.matchAll(/<h3>(.*?) <span>(.*?)<\/span>/g)].map(([, name, state]) => `${name} ${state}`);

describe("a team's page", () => {
  it("links to workspace, notebooks, job and dashboard and says which steps are there", async () => {
    const page = await teamPage(handoutOf());
    expect(linksIn(page)).toEqual([
      WORKSPACE,
      PORTAL,
      WORKSPACE,
      ...["ingest", "explore-sql", "explore-scala", "explore-python"].map(
        (name) => `${WORKSPACE}/#workspace/Shared/clickstream/${name}`,
      ),
      `${WORKSPACE}/#job/142284675288591`,
      `${WORKSPACE}/dashboardsv3/23827881cdf94e5ed58426bae8b1cffc/published`,
    ]);
    expect(headings(page)).toEqual(
      ["Event hub", "Click source", "Data lake", "Workspace", "Click generator", "Stream"].map(
        (name) => `${name} is there`,
      ),
    );
    expect(page).toContain("SELECT productid, clicks FROM red.clickstream.clicks_per_product ORDER BY");
  });

  it("says at each step that is not there what the team does, and links to the resource group alone", async () => {
    const links = teamLinks({ portalUrl: PORTAL, eventHubName: "test" });
    const page = await teamPage(handoutOf({ step: 1, links }));
    expect(headings(page)).toEqual([
      "Event hub is there",
      ...["Click source", "Data lake", "Workspace", "Click generator", "Stream"].map(
        (name) => `${name} is yours to do`,
      ),
    ]);
    expect(linksIn(page)).toEqual([PORTAL, PORTAL]);
    expect(page).toContain("Create a Databricks workspace; import the streaming notebook and configure it.");
  });

  it("has the address of the workspace, and before there is one of the resource group, as a code", async () => {
    const codeOf = (address: string): string => renderSVG(address, { ecc: "M", border: 4 });
    expect(await teamPage(handoutOf())).toContain(codeOf(WORKSPACE));
    expect(await teamPage(handoutOf({ links: teamLinks({ portalUrl: PORTAL }) }))).toContain(codeOf(PORTAL));
  });

  it("shows a label as it is written, and neither runs nor loads anything", async () => {
    const page = await teamPage(handoutOf({ label: LABEL }));
    expect(page).toContain(`<h1>${ESCAPED}</h1>`);
    expect(page).not.toMatch(/<script|<img|<link|url\(|@import/);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });
});

describe("the coach's index", () => {
  it("leads to each team's page and links, and names those without", async () => {
    const page = await indexPage("contoso", [handoutOf({ label: LABEL })], ["blue", "spare-1"]);
    expect(linksIn(page)).toEqual([
      "red.html",
      PORTAL,
      WORKSPACE,
      `${WORKSPACE}/dashboardsv3/23827881cdf94e5ed58426bae8b1cffc/published`,
    ]);
    expect(page).toContain(ESCAPED);
    expect(page).toContain("Nothing is ready, and so there is no page: blue, spare-1.");
  });
});

describe("what is written", () => {
  let root: string;
  beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), "handouts-"))));
  afterEach(() => rm(root, { recursive: true, force: true }));

  const written = { event: "contoso", handouts: [handoutOf()], without: [] };
  const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

  it("is for the own user alone, with keys in a file apart where they are wanted", async () => {
    const keys = new Map([["red", "az container create …"]]);
    const folder = await writeHandouts(root, { ...written, keys });
    expect(await modeOf(folder)).toBe("700");
    const names = (await readdir(folder)).sort();
    expect(names).toEqual(["handout.csv", "index.html", "red.html", "red.keys.txt"]);
    for (const name of names) expect([name, await modeOf(join(folder, name))]).toEqual([name, "600"]);
    expect(await readFile(join(folder, "red.keys.txt"), "utf8")).toMatch(
      /^Team red\. .*\n\naz container create …\n$/,
    );
  });

  it("takes away what was written before: keys, and pages of teams that are gone", async () => {
    const folder = await writeHandouts(root, { ...written, keys: new Map([["red", "key"]]) });
    await writeFile(join(folder, "gone.html"), "");
    await writeHandouts(root, { ...written, keys: new Map() });
    expect((await readdir(folder)).sort()).toEqual(["handout.csv", "index.html", "red.html"]);
  });
});
