import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

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

it("the image is built from all that the generator imports, and from nothing else", async () => {
  const { metafile } = await build({
    absWorkingDir: repository,
    entryPoints: ["generator/main.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    write: false,
    metafile: true,
  });
  const outside = Object.keys(metafile.inputs).filter((file) => !file.startsWith("generator/"));
  const copied = [...dockerfile.matchAll(/^COPY (?!--)(\S+) (\S+)$/gm)].map(([, from, to]) => [from, to]);
  expect(copied).toEqual(["generator", ...outside].map((path) => [path, path]));
  const ignored = readFileSync(join(repository, "generator", "Dockerfile.dockerignore"), "utf8");
  expect(ignored.trim().split("\n").slice(1)).toEqual(["**", ...copied.map(([path]) => `!${path}`)]);
});

it("the image does not run as root", () => {
  expect(dockerfile.trimEnd().split("\n").slice(-2)).toEqual([
    "USER node",
    'ENTRYPOINT ["node", "generator.mjs"]',
  ]);
});
