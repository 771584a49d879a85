import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { engineHere, findEngine, type EngineProgress } from "../../../runtime/engine";
import { buildEngine } from "../../../scripts/engine/build";
import { downloadEngine } from "../../../runtime/engine/download";
import { keptEngine } from "../../../runtime/engine/engine";
import { withoutRoot } from "../../anotherUser";

let folder: string;
const path = process.env["PATH"];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "engine-"));
  process.env["PATH"] = join(folder, "path");
  await mkdir(join(folder, "path"));
});

afterEach(async () => {
  process.env["PATH"] = path;
  await rm(folder, { recursive: true, force: true });
});

/** A program that answers every command the same. */
async function program(at: string, script: string): Promise<void> {
  await mkdir(join(folder, at, ".."), { recursive: true });
  await writeFile(join(folder, at), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, at), 0o755);
}

const nothing = { onProgress: () => undefined };

describe("finding an engine", () => {
  it("takes the one on the PATH", async () => {
    await program("path/pulumi", "echo v3.217.0");
    await expect(findEngine({ folder })).resolves.toMatchObject({ version: "3.217.0", origin: "path" });
  });

  it("passes over one on the PATH that is too old, for one that is kept", async () => {
    await program("path/pulumi", "echo v3.216.9");
    await program("bin/pulumi", "echo v3.259.0");
    await expect(findEngine({ folder })).resolves.toMatchObject({
      version: "3.259.0",
      origin: "kept",
      binary: join(folder, "bin", "pulumi"),
    });
  });

  it("says why every way failed, and what to do", async () => {
    await program("path/pulumi", "echo v3.100.0");
    await expect(findEngine({ folder, compile: buildEngine })).rejects.toThrow(
      `No Pulumi engine: pulumi is 3.100.0, too old: 3.217.0 is needed; none in ${folder}; it cannot be ` +
        "compiled, because Go is not installed. Install one (https://www.pulumi.com/docs/install) and try again.",
    );
  });

  it("without compiling, answers in words instead of throwing", async () => {
    await program("bin/pulumi", "exit 3");
    const found = await engineHere({ folder });
    expect(found).toContain(`no pulumi on the PATH; ${folder}/bin/pulumi does not run. Install one`);
  });

  it("stops when it is told to", async () => {
    await expect(findEngine({ folder, signal: AbortSignal.abort() })).rejects.toThrow(/aborted/);
  });
});

describe("downloading it", () => {
  const system = `${process.platform}-${process.arch}`;
  let server: Server;
  let from: string;
  let archive: Buffer;
  let answer: (response: ServerResponse) => void;
  let asked: string[];

  beforeEach(async () => {
    process.env["PATH"] = path;
    asked = [];
    await program("released/pulumi/pulumi", "echo v3.255.0");
    execFileSync("tar", ["-czf", join(folder, "a.tar.gz"), "-C", join(folder, "released"), "pulumi"]);
    archive = await readFile(join(folder, "a.tar.gz"));
    answer = (response) => response.end(archive);
    server = createServer(({ url }, response) => {
      asked.push(url ?? "");
      answer(response);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    from = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/sdk`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const download = (checksums: Record<string, string>, limit = 60_000) =>
    downloadEngine(join(folder, "kept"), {
      ...nothing,
      limit,
      from,
      wanted: { version: "3.255.0", checksums },
    });
  const checksum = () => createHash("sha256").update(archive).digest("hex");

  it("takes what has the checksum that is known, and leaves nothing beside it", async () => {
    const found = await download({ [system]: checksum() });
    expect(found).toMatchObject({ version: "3.255.0", origin: "downloaded" });
    expect(asked).toEqual([`/sdk/pulumi-v3.255.0-${system}.tar.gz`]);
    expect(await readdir(join(folder, "kept"))).toEqual(["bin"]);
  });

  it("neither keeps nor runs what has another checksum", async () => {
    const expected = checksum();
    const ran = join(folder, "ran");
    await program("released/pulumi/pulumi", `echo > '${ran}'; echo v3.255.0`);
    execFileSync("tar", ["-czf", join(folder, "a.tar.gz"), "-C", join(folder, "released"), "pulumi"]);
    archive = await readFile(join(folder, "a.tar.gz"));
    expect(await download({ [system]: expected })).toBe(
      `${from}/pulumi-v3.255.0-${system}.tar.gz has the checksum ${checksum()} and not ${expected}: it was not used`,
    );
    expect(await readdir(join(folder, "kept"))).toEqual([]);
    expect(existsSync(ran)).toBe(false);
  });

  it("asks nobody where no checksum is known for the system", async () => {
    expect(await download({ "plan9-mips": checksum() })).toBe(
      `no checksum of a Pulumi CLI for ${system} is known, so none is downloaded`,
    );
    expect(asked).toEqual([]);
  });

  it.each([
    ["nobody answers", () => server.close(), /^its download failed \(curl: \(7\) .*127\.0\.0\.1/],
    [
      "the answer is a refusal",
      () => void (answer = (response) => response.writeHead(403).end()),
      /^its download failed \(curl: \(22\) .*403/,
    ],
  ])("says why it failed where %s", async (_, fail, reason) => {
    fail();
    expect(await download({ [system]: checksum() })).toMatch(reason);
  });

  it("is given up after its limit", async () => {
    answer = () => undefined;
    expect(await download({ [system]: checksum() }, 300)).toBe("its download took longer than 0.3 s");
  });

  it("says that it may not be kept, before anything is asked for", async () => {
    await chmod(folder, 0o755);
    await mkdir(join(folder, "kept"), { mode: 0o555 });
    expect(await withoutRoot(() => download({ [system]: checksum() }))).toBe(
      `it cannot be downloaded, because ${join(folder, "kept")} cannot be written (EACCES)`,
    );
    expect(asked).toEqual([]);
  });

  it("says that there is no curl", async () => {
    process.env["PATH"] = join(folder, "path");
    expect(await download({ [system]: checksum() })).toBe(
      "it cannot be downloaded, because curl is not installed",
    );
  });
});

describe("compiling it", () => {
  // What Go does, as far as it matters here: names packages, then writes the program given by -o.
  const go = (build: string): string => `
    if [ "$1 $2" = 'mod vendor' ]; then
      [ -f go.mod ] && [ -f go.sum ] && [ -f engine.go ] || exit 9
      for file in ${vendored.join(" ")}; do
        /bin/mkdir -p "vendor/${"$"}{file%/*}"; echo theirs > "vendor/$file"
      done
      exit 0
    fi
    if [ "$1" = list ]; then printf 'a\\nb\\nc\\nd\\n'; exit 0; fi
    echo a >&2; /bin/sleep 0.1; echo b >&2
    while [ "$1" != -o ]; do shift; done
    ${build}`;
  const pulumi = "github.com/pulumi/pulumi/pkg/v3";
  const replaced = {
    [`${pulumi}/secrets/cloud/manager.go`]: "package cloud",
    [`${pulumi}/authhelpers/gcpauth.go`]: "package authhelpers",
    [`${pulumi}/operations/operations_aws.go`]: "package operations",
    "github.com/aws/aws-sdk-go-v2/service/s3/s3.go": "package s3",
    "gocloud.dev/blob/azureblob/azureblob.go": "package azureblob",
    "gocloud.dev/blob/gcsblob/gcsblob.go": "package gcsblob",
    "gocloud.dev/blob/s3blob/s3blob.go": "package s3blob",
  };
  const removed = [
    `${pulumi}/operations/operations_gcp.go`,
    "gocloud.dev/blob/gcsblob/iam.go",
    "github.com/aws/aws-sdk-go-v2/service/s3/types/types.go",
  ];
  const untouched = "gocloud.dev/blob/blob.go";
  const vendored = [...Object.keys(replaced), ...removed, untouched];
  const works = `printf '#!/bin/sh\\necho v3.259.0\\n' > "$2"; /bin/chmod 755 "$2"; echo x >> "${"$"}COUNT"`;

  it("shows how far it is, verifies what it compiled, and keeps it", async () => {
    await program("path/go", go(works));
    process.env["COUNT"] = join(folder, "count");
    const progress: EngineProgress[] = [];
    const built = await buildEngine(folder, { onProgress: (step) => progress.push(step) });
    expect(built).toMatchObject({ version: "3.259.0", origin: "built" });
    expect(progress).toEqual([
      { step: "Downloading the Pulumi CLI's Go modules" },
      { step: "Compiling the Pulumi CLI", done: 0, total: 4 },
      { step: "Compiling the Pulumi CLI", done: 1, total: 4 },
      { step: "Compiling the Pulumi CLI", done: 2, total: 4 },
    ]);
    await expect(keptEngine(folder)).resolves.toMatchObject({ origin: "kept" });
  });

  it("replaces what needs other clouds by files of ours, and keeps no copy of the code", async () => {
    const copy = join(folder, "copy");
    process.env["COUNT"] = join(folder, "count");
    await program("path/go", go(`/bin/cp -r vendor '${copy}'; ${works}`));
    const built = await buildEngine(relative(process.cwd(), folder), nothing);
    expect(built).toMatchObject({ origin: "built" });
    for (const [path, begins] of Object.entries(replaced))
      expect((await readFile(join(copy, path), "utf8")).split("\n")).toContain(begins);
    for (const path of removed) expect(existsSync(join(copy, path))).toBe(false);
    expect(await readFile(join(copy, untouched), "utf8")).toBe("theirs\n");
    expect(existsSync(join(folder, "module"))).toBe(false);
  });

  it("is done once where two want it at the same time", async () => {
    await program("path/go", go(works));
    process.env["COUNT"] = join(folder, "count");
    const both = await Promise.all([buildEngine(folder, nothing), buildEngine(folder, nothing)]);
    expect(both).toMatchObject([{ version: "3.259.0" }, { version: "3.259.0" }]);
    expect(await readFile(join(folder, "count"), "utf8")).toBe("x\n");
  });

  it.each([
    ["echo 'go: no space left on device' >&2; exit 1", "it cannot be compiled, because the disk is full"],
    ["echo 'go: checksum mismatch' >&2; exit 1", "it cannot be compiled (go: checksum mismatch)"],
  ])("says what stopped it: %s", async (build, reason) => {
    await program("path/go", go(build));
    await expect(buildEngine(folder, nothing)).resolves.toBe(reason);
  });

  it("says with what Go ended where Go says nothing", async () => {
    await program("path/go", "exit 4");
    await expect(buildEngine(folder, nothing)).resolves.toBe("it cannot be compiled (go ended with 4)");
  });

  it("ends the compiler when it is told to stop", async () => {
    await program("path/go", go('echo $$ > "$COUNT"; exec /bin/sleep 600'));
    process.env["COUNT"] = join(folder, "pid");
    const stop = new AbortController();
    const building = buildEngine(folder, { ...nothing, signal: stop.signal });
    const pid = await written(join(folder, "pid"));
    stop.abort();
    await expect(building).rejects.toThrow(/aborted/);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });
});

async function written(file: string): Promise<number> {
  for (;;) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (text.endsWith("\n")) return Number(text);
    await sleep(20);
  }
}
