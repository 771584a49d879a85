import type { fetchOutside } from "../../clients/outside";
import { about, type Finding } from "./finding";

/** An image, and with what it is pulled. */
export interface ImagePull {
  readonly image: string;
  readonly credentials:
    { readonly server: string; readonly user: string; readonly password: string } | undefined;
  /** How many teams pull it. */
  readonly teams: number;
}

/** Anonymous pulls of Docker Hub are counted for each address, and Azure's are shared (Azure/azure-cli#29300). */
const MOST_ANONYMOUS = 3;
const DOCKER_HUB = "registry-1.docker.io";
const TIMEOUT_MS = 15_000;

/** Manifests of every kind (OCI image and distribution specifications, Docker's registry API). */
const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** An image's name taken apart. */
interface ImageName {
  readonly host: string;
  readonly repository: string;
  /** Tag or digest. */
  readonly reference: string;
}

/** A first segment that is no host name means Docker Hub (distribution's reference.go). */
export function parseImage(image: string): ImageName {
  const [, name = image, digest] = /^(.*?)(?:@(sha256:[0-9a-f]{64}))?$/.exec(image) ?? [];
  const [first = "", ...rest] = name.split("/");
  const isHost = rest.length > 0 && /[.:]|^localhost$/.test(first);
  const path = isHost ? rest.join("/") : name;
  const [, repository = path, tag = "latest"] = /^(.*?)(?::([\w.-]+))?$/.exec(path) ?? [];
  const hub = !isHost || first === "docker.io" || first === "index.docker.io";
  return {
    host: hub ? DOCKER_HUB : first,
    repository: hub && !repository.includes("/") ? `library/${repository}` : repository,
    reference: digest ?? tag,
  };
}

/** Asks a registry whether it gives an image, as its pull would (github.com/opencontainers/distribution-spec). */
export async function checkImage(pull: ImagePull, request: typeof fetchOutside): Promise<Finding> {
  const say = about("image", pull.image);
  const { host } = parseImage(pull.image);
  const { credentials, teams } = pull;
  if (credentials !== undefined && !isServerOf(credentials.server, host)) {
    return say.warn(
      `is at ${host}, and registryUser is for ${credentials.server}: it would be pulled anonymously`,
      "Set registryServer to the image's registry.",
    );
  }
  if (credentials === undefined && host === DOCKER_HUB && teams > MOST_ANONYMOUS) {
    return say.fail(
      `${teams} teams would pull it anonymously from Docker Hub, which counts all pulls from an Azure address`,
      "Set registryUser and, under `secrets`, registryPassword; or generator to builtin, which needs no image of Docker Hub.",
    );
  }
  try {
    const { status } = await manifest(pull, request);
    if (status === 200)
      return say.ok(credentials ? `can be pulled as ${credentials.user}` : "can be pulled anonymously");
    if (status === 401 || status === 403)
      return say.fail(
        credentials
          ? `${host} does not let ${credentials.user} pull it`
          : `${host} gives it to nobody without a user`,
        "Check registryUser, registryPassword and the image's name.",
      );
    if (status === 404)
      return say.fail(
        `${host} does not have it`,
        "Check generatorImage, or nodeImage where generator is builtin.",
      );
    return say.unknown(`${host} answered ${status}`);
  } catch (error) {
    return say.unknown(`${host} could not be asked: ${(error as Error).message}`);
  }
}

function isServerOf(server: string, host: string): boolean {
  return server === host || (host === DOCKER_HUB && /^(?:index\.|registry-1\.)?docker\.io$/.test(server));
}

async function manifest({ image, credentials }: ImagePull, request: typeof fetchOutside): Promise<Response> {
  const { host, repository, reference } = parseImage(image);
  const ask = (authorization?: string): Promise<Response> =>
    request(`https://${host}/v2/${repository}/manifests/${reference}`, {
      method: "HEAD",
      headers: { accept: manifestTypes, ...(authorization && { authorization }) },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  const first = await ask();
  const challenge = first.headers.get("www-authenticate") ?? "";
  if (first.status !== 401) return first;
  const basic =
    credentials && `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString("base64")}`;
  if (/^basic/i.test(challenge)) return basic ? ask(basic) : first;
  const token = await tokenFor(challenge, basic, request);
  return token === undefined ? first : ask(`Bearer ${token}`);
}

/** @returns the token of the service that a registry names; undefined where it gives none. */
async function tokenFor(
  challenge: string,
  authorization: string | undefined,
  request: typeof fetchOutside,
): Promise<string | undefined> {
  const named = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]),
  );
  const { realm, service, scope } = named;
  // A password goes nowhere unencrypted.
  if (realm === undefined || !realm.startsWith("https://")) return undefined;
  const url = new URL(realm);
  if (service) url.searchParams.set("service", service);
  if (scope) url.searchParams.set("scope", scope);
  const answer = await request(url, {
    headers: authorization ? { authorization } : {},
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!answer.ok) return undefined;
  const { token, access_token: access } = (await answer.json()) as { token?: string; access_token?: string };
  return token ?? access;
}
