import { buildSync } from "esbuild";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A file as browsers get it. */
export interface Asset {
  readonly type: string;
  readonly body: string;
  readonly etag: string;
}

function asset(type: string, body: string): Asset {
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 16)}"`;
  return { type: `${type}; charset=utf-8`, body, etag };
}

/** Bundles one entry of a page with the library that it uses. */
export function bundle(entry: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    logLevel: "silent",
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`page/${entry} produces no file`);
  return file.text;
}

/** Everything the board of an event consists of, by path. */
export function buildBoardAssets(): ReadonlyMap<string, Asset> {
  const text = (file: string): string => readFileSync(join(__dirname, file), "utf8");
  return new Map([
    ["/", asset("text/html", text("board/client/board.html"))],
    ["/icon.svg", asset("image/svg+xml", text("client/icon.svg"))],
    ["/load.js", asset("text/javascript", bundle("client/load.ts"))],
    ["/board.css", asset("text/css", bundle("board/client/board.css"))],
    ["/board.js", asset("text/javascript", bundle("board/client/board.ts"))],
  ]);
}

/** Everything the live page consists of, by path. Takes about 0.1 s. */
export function buildAssets(): ReadonlyMap<string, Asset> {
  const text = (file: string): string => readFileSync(join(__dirname, "client", file), "utf8");
  return new Map([
    ["/", asset("text/html", text("index.html"))],
    ["/icon.svg", asset("image/svg+xml", text("icon.svg"))],
    ["/load.js", asset("text/javascript", bundle("client/load.ts"))],
    ["/page.css", asset("text/css", bundle("client/page.css"))],
    ["/page.js", asset("text/javascript", bundle("client/page.ts"))],
  ]);
}
