import * as pulumi from "@pulumi/pulumi";
import { bundleGenerator } from "../generator/bundle";
import type { Settings } from "../program/settings";
import { containerSize } from "../program/sizing/generator";

/** Folder of the container in which the builtin generator lies. */
const FOLDER = "/generator";
const FILE = "generator.mjs";
const VOLUME = "generator";

/** The container that generates clicks. */
export interface GeneratorContainer {
  /** E.g. `alexk002/wwiclickstreamgenerator:1`. */
  readonly image: string;
  readonly size: ReturnType<typeof containerSize>;
  /** Base64 of the program that is put into it and run by Node; undefined: the image's own program runs. */
  readonly program: pulumi.Output<string> | undefined;
}

/** The challenge's image or one like it, or this project's generator on an image of Node, as the settings say. */
export function generatorContainer({
  generator,
  generatorImage,
  nodeImage,
}: Pick<Settings, "generator" | "generatorImage" | "nodeImage">): GeneratorContainer {
  const size = containerSize(generator);
  if (generator === "image") return { image: generatorImage, size, program: undefined };
  const program = bundleGenerator().then((text) => Buffer.from(text).toString("base64"));
  return { image: nodeImage, size, program: pulumi.output(program) };
}

/** What a container that brings no program of its own is told: the command, and where its file is mounted. */
export const programMount = {
  command: ["node", `${FOLDER}/${FILE}`],
  volumeMounts: [{ name: VOLUME, mountPath: FOLDER, readOnly: true }],
};

/**
 * The volume with that file. It is a `secret` one because of all kinds this one alone takes a file's content. No limit of
 * its size is documented; ARM takes at most 1 MB for a resource of a template
 * (learn.microsoft.com/azure/azure-resource-manager/templates/error-job-size-exceeded), and answered 413 to a group that
 * was too large (hashicorp/terraform-provider-azurerm#23481).
 */
export function programVolume(program: pulumi.Output<string>) {
  return { name: VOLUME, secret: { [FILE]: program } };
}

/**
 * The same as options of `az container create`, which encodes each secret itself.
 *
 * @param program Base64, of which no character means anything to a shell
 */
export function programOptions(program: string): string {
  return [
    `--command-line '${programMount.command.join(" ")}'`,
    `--secrets "${FILE}=$(echo ${program} | base64 --decode)"`,
    `--secrets-mount-path ${FOLDER}`,
  ].join(" ");
}
