import { execSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const repository = join(__dirname, "..", "..");
const dockerfile = readFileSync(join(repository, "generator", "Dockerfile"), "utf8");

/** What the image's build runs, in a shell, but with the packages that are installed here. */
const bundling = /^RUN npx (esbuild (?:.*\\\n)*.*)$/m.exec(dockerfile)?.[1]?.replaceAll("\\\n", " ") ?? "";

it("the image's one file runs by itself, without packages beside it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "image-"));
  try {
    const file = join(folder, "generator.mjs");
    execSync(`npx ${bundling.replace("--outfile=generator.mjs", `--outfile='${file}' --log-level=error`)}`, {
      cwd: repository,
    });
    const ended = spawnSync(process.execPath, [file], { cwd: folder, env: {}, encoding: "utf8" });
    expect(ended.stderr).toMatch(/^hostName is not set: /);
    expect(ended.status).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("the image is built from all that the generator imports, and from nothing else", async () => {
  const { metafile } = await build({
    absWorkingDir: repository,
    entryPoints: ["generator/main.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
    metafile: true,
  });
  const outside = Object.keys(metafile.inputs).filter((file) => !file.startsWith("generator/"));
  const copied = [...dockerfile.matchAll(/^COPY (?!--)(.+) \S+$/gm)].flatMap(
    ([, from]) => from?.split(" ") ?? [],
  );
  expect(copied).toEqual(["package.json", "package-lock.json", ".npmrc", "generator", ...outside]);
  const ignored = readFileSync(join(repository, "generator", "Dockerfile.dockerignore"), "utf8");
  expect(ignored.trim().split("\n").slice(1)).toEqual(["**", ...copied.map((path) => `!${path}`)]);
});

it("the image does not run as root", () => {
  expect(dockerfile.trimEnd().split("\n").slice(-2)).toEqual([
    "USER node",
    'ENTRYPOINT ["node", "generator.mjs"]',
  ]);
});
