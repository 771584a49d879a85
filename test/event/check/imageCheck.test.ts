import { checkImage, parseImage } from "../../../event/check/imageCheck";

const credentials = { server: "contoso.azurecr.io", user: "puller", password: "hunter2" };
const BASIC = `Basic ${Buffer.from("puller:hunter2").toString("base64")}`;
const IMAGE = "contoso.azurecr.io/team/generator:1";

interface RegistryRequest {
  readonly url: string;
  readonly method: string;
  readonly authorization: string | undefined;
}

/** A registry that wants a token, as distribution's does; it gives one to whoever its service lets in. */
function registry(lets: (asked: RegistryRequest) => boolean, realm = "https://auth.contoso.io/token") {
  const asked: RegistryRequest[] = [];
  const request: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    const each = {
      url: String(input),
      method: init?.method ?? "GET",
      authorization: headers.get("authorization") ?? undefined,
    };
    asked.push(each);
    if (each.url.startsWith(realm))
      return lets(each) ? Response.json({ token: "t0ken" }) : new Response(null, { status: 401 });
    if (each.authorization === "Bearer t0ken") return new Response(null, { status: 200 });
    const challenge = `Bearer realm="${realm}",service="registry",scope="repository:team/generator:pull"`;
    return new Response(null, { status: 401, headers: { "www-authenticate": challenge } });
  };
  return { asked, request };
}

describe("an image's name", () => {
  it.each([
    ["alexk002/wwiclickstreamgenerator:1", "registry-1.docker.io", "alexk002/wwiclickstreamgenerator", "1"],
    ["busybox", "registry-1.docker.io", "library/busybox", "latest"],
    ["docker.io/library/node:20", "registry-1.docker.io", "library/node", "20"],
    ["localhost:5000/a/b:2", "localhost:5000", "a/b", "2"],
    [`mcr.microsoft.com/x@sha256:${"0".repeat(64)}`, "mcr.microsoft.com", "x", `sha256:${"0".repeat(64)}`],
    [`x/y:1@sha256:${"a".repeat(64)}`, "registry-1.docker.io", "x/y", `sha256:${"a".repeat(64)}`],
  ])("%s is at %s", (image, host, repository, reference) => {
    expect(parseImage(image)).toEqual({ host, repository, reference });
  });
});

describe("the check of an image", () => {
  it("gets a token with the user's password, which only the token's service sees, and asks for the manifest with it", async () => {
    const { asked, request } = registry(({ authorization }) => authorization === BASIC);
    expect(await checkImage({ image: IMAGE, credentials, teams: 40 }, request)).toMatchObject({
      verdict: "ok",
      found: "can be pulled as puller",
    });
    const manifest = "https://contoso.azurecr.io/v2/team/generator/manifests/1";
    expect(asked).toEqual([
      { url: manifest, method: "HEAD", authorization: undefined },
      {
        url: "https://auth.contoso.io/token?service=registry&scope=repository%3Ateam%2Fgenerator%3Apull",
        method: "GET",
        authorization: BASIC,
      },
      { url: manifest, method: "HEAD", authorization: "Bearer t0ken" },
    ]);
  });

  it("says that the user is not let in, without the password", async () => {
    const { request } = registry(() => false);
    const finding = await checkImage({ image: IMAGE, credentials, teams: 1 }, request);
    expect(finding).toMatchObject({
      verdict: "fail",
      found: "contoso.azurecr.io does not let puller pull it",
    });
    expect(JSON.stringify(finding)).not.toContain("hunter2");
  });

  it("sends a password to no address without encryption", async () => {
    const { asked, request } = registry(() => true, "http://auth.contoso.io/token");
    expect(await checkImage({ image: IMAGE, credentials, teams: 1 }, request)).toMatchObject({
      verdict: "fail",
    });
    expect(asked.map(({ url }) => url)).toEqual(["https://contoso.azurecr.io/v2/team/generator/manifests/1"]);
  });

  it("asks nothing where the user is of another registry", async () => {
    const { asked, request } = registry(() => true);
    const other = { ...credentials, server: "index.docker.io" };
    expect(await checkImage({ image: IMAGE, credentials: other, teams: 1 }, request)).toMatchObject({
      verdict: "warn",
      found:
        "is at contoso.azurecr.io, and registryUser is for index.docker.io: it would be pulled anonymously",
    });
    expect(asked).toEqual([]);
  });

  it("is unknown where the registry cannot be reached, or answers something else", async () => {
    const pull = { image: IMAGE, credentials: undefined, teams: 1 };
    expect(await checkImage(pull, () => Promise.reject(new Error("fetch failed")))).toMatchObject({
      verdict: "unknown",
      found: "contoso.azurecr.io could not be asked: fetch failed",
    });
    expect(await checkImage(pull, () => Promise.resolve(new Response(null, { status: 429 })))).toMatchObject({
      verdict: "unknown",
      found: "contoso.azurecr.io answered 429",
    });
  });
});
