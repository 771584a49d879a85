import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { must, PATIENCE, TeamStack, withEngine } from "../lifecycle/stack";

const root = join(__dirname, "..", "..");
let folder: string;

/** A copy of the pack alone, as an organisation has it, with another `policy.yaml`. */
async function packWith(name: string, policy?: string): Promise<string> {
  const pack = join(folder, name);
  await cp(join(root, "policy"), pack, { recursive: true });
  await symlink(join(root, "node_modules"), join(pack, "node_modules"));
  if (policy !== undefined) await writeFile(join(pack, "policy.yaml"), policy);
  return pack;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pack-"));
  // A Pulumi CLI that was installed has a program that runs a pack in Node; one that was compiled looks for this one
  // (`NewPolicyAnalyzer` in its analyzer_plugin.go), which does as the CLI's own `pulumi-analyzer-policy`.
  const bin = join(folder, "bin");
  await mkdir(bin);
  const runPack = join(root, "node_modules", "@pulumi", "pulumi", "cmd", "run-policy-pack");
  const script = `#!/bin/sh\nexec "${process.execPath}" "${runPack}" "$@"\n`;
  await writeFile(join(bin, "pulumi-analyzer-policy-nodejs"), script, { mode: 0o755 });
});

afterAll(() => rm(folder, { recursive: true, force: true }));
withEngine();

it(
  "an engine runs the pack: what its policy.yaml waives comes up, and what it does not ends the preview",
  async () => {
    const PATH = [join(folder, "bin"), process.env["PATH"]].join(delimiter);
    const team = await TeamStack.open({ settings: { plain: { throughStep: 3 } }, environment: { PATH } });
    try {
      const strict = await packWith("strict", "limits: { partitions: 3 }\n");
      const refused = await team.preview({ policyPacks: [strict] });
      const said = `${refused.output}\n${refused.error}`;
      for (const [rule, resource] of [
        ["event-hub-partitions", "clickstream-stream-hub"],
        ["event-hubs-local-auth", "clickstream-stream-namespace"],
        ["storage-replication", "clickstream-lake-account"],
      ])
        expect(said).toMatch(new RegExp(`${rule} [^\n]*${resource}: |${rule}, [^\n]*${resource}: `));
      // The Automation API's update has no preview before it: each resource is refused before it is created.
      expect((await team.up({ policyPacks: [strict] })).error).toBeDefined();
      expect(team.inCloud.filter((each) => /:(Namespace|EventHub|StorageAccount) /.test(each))).toEqual([]);

      const own = await packWith("own");
      const up = await must(team.up({ policyPacks: [own] }));
      expect(up.steps.map(({ op }) => op)).toContain("create");
      expect(up.output).toMatch(/clickstream@v1\.0\.0/);
      expect(up.output).not.toMatch(/mandatory/i);
    } finally {
      await team.close();
    }
  },
  PATIENCE,
);
