import type { Stack, StackSettings } from "@pulumi/pulumi/automation";
import { changeSettings } from "../../../runtime/engine/stack";

/** A stack with a workspace of its own, as far as settings are changed through it. */
function stackWith(settings: () => Promise<StackSettings>): { stack: Stack; saved: StackSettings[] } {
  const saved: StackSettings[] = [];
  const workspace = {
    projectSettings: async () => ({ name: "project" }),
    stackSettings: settings,
    saveStackSettings: async (_: string, written: StackSettings) => void saved.push(written),
  };
  return { stack: { name: "red", workspace } as unknown as Stack, saved };
}

describe("a stack's settings", () => {
  it("are added to those that its file has; one that is undefined goes", async () => {
    const { stack, saved } = stackWith(async () => ({
      encryptionSalt: "v1:salt",
      config: { "project:team": "red", "project:members": "[]" },
    }));
    await changeSettings(stack, {
      plain: { members: undefined, "azure-native:subscriptionId": "s", throughStep: "4" },
    });
    expect(saved).toEqual([
      {
        encryptionSalt: "v1:salt",
        config: { "project:team": "red", "azure-native:subscriptionId": "s", "project:throughStep": "4" },
      },
    ]);
  });

  it("begin with none where the stack was made elsewhere, and has no file here", async () => {
    const { stack, saved } = stackWith(() =>
      Promise.reject(new Error("failed to find stack settings file in workdir: /work")),
    );
    await changeSettings(stack, { plain: { team: "red" } });
    expect(saved).toEqual([{ config: { "project:team": "red" } }]);
  });

  it("that cannot be read are not written over", async () => {
    const { stack, saved } = stackWith(() => Promise.reject(new Error("bad YAML")));
    await expect(changeSettings(stack, { plain: { team: "red" } })).rejects.toThrow("bad YAML");
    expect(saved).toEqual([]);
  });
});
