import { readFileSync } from "node:fs";
import { join } from "node:path";

const repository = join(__dirname, "..", "..");
const dockerfile = readFileSync(join(repository, "generator", "Dockerfile"), "utf8");

it("the image has the client and the bundler that are tested here", () => {
  const { devDependencies } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
    devDependencies: Record<string, string>;
  };
  const installed = [...dockerfile.matchAll(/npm install .* (@?[a-z/]+)@([\d.]+)$/gm)];
  expect(installed.map(([, name, version]) => [name, version])).toEqual([
    ["esbuild", devDependencies["esbuild"]],
    ["@platformatic/kafka", devDependencies["@platformatic/kafka"]],
  ]);
});

it("the image does not run as root", () => {
  expect(dockerfile.trimEnd().split("\n").slice(-2)).toEqual([
    "USER node",
    'ENTRYPOINT ["node", "generator.mjs"]',
  ]);
});
