import azure from "./azure.json";

/** What generates the clicks: the program of a container image, or this project's generator on an image of Node. */
export type GeneratorKind = "image" | "builtin";

/** @returns what a generator's container asks for, and is billed for. */
export function containerSize(kind: GeneratorKind): { readonly vcpus: number; readonly gigabytes: number } {
  const { vcpus, gigabytes } = azure.generator[kind];
  return { vcpus: vcpus.value, gigabytes: gigabytes.value };
}

/** The challenge's own image, in whichever registry: it reads neither a rate nor a pattern. */
const CHALLENGE_IMAGE = /(^|\/)wwiclickstreamgenerator(:|@|$)/;

/** What decides which settings a generator reads. */
export interface GeneratorChoice {
  readonly generator: GeneratorKind;
  readonly generatorImage: string;
}

/** @returns whether the challenge's own image generates the clicks. */
export function isChallengeImage({ generator, generatorImage }: GeneratorChoice): boolean {
  return generator === "image" && CHALLENGE_IMAGE.test(generatorImage);
}
