import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

/** Keys that the services generated, as the simulated cloud keeps them, and their names for messages. */
function keysOf(team: TeamStack): string[] {
  const hidden = team.cloud.state.resources().flatMap((resource) => Object.entries(resource.hidden));
  return hidden.flatMap(([name, value]) => (/key/i.test(name) && typeof value === "string" ? [value] : []));
}

describe("secrets", () => {
  it.each(["unityCatalog", "accountKey"])(
    "with %s are encrypted in the state and shown nowhere",
    async (lakeAccess) => {
      const seen: unknown[] = [];
      const team = await TeamStack.open({
        settings: { plain: { lakeAccess } },
        onOperation: (operation) => seen.push(operation),
      });
      try {
        const up = await must(team.up());
        const refresh = await must(team.refresh());
        const keys = keysOf(team);
        expect(keys.length).toBeGreaterThanOrEqual(4);
        const files = await team.files();
        expect(files).toContain("ciphertext");
        const shown = [files, up.output, refresh.output, JSON.stringify(seen)];
        expect(keys.filter((key) => shown.some((text) => text.includes(key)))).toEqual([]);

        const outputs = await team.outputs();
        const secret = Object.entries(outputs).filter(([, output]) =>
          keys.some((key) => JSON.stringify(output.value).includes(key)),
        );
        expect(secret.map(([name, output]) => [name, output.secret])).toEqual([
          ["containerCreateCommand", true],
        ]);
        await must(team.destroy());
      } finally {
        await team.close();
      }
    },
    PATIENCE,
  );
});
