import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, posix } from "node:path";
import type { Properties } from "../../core/cloudApi";
import { record, records, requireText, text } from "../../core/properties";

/**
 * Writes the secret volumes of a container group as Azure mounts them, a file a secret with its Base64 decoded
 * (learn.microsoft.com/azure/container-instances/container-instances-volume-secret).
 *
 * @param folder where volumes are mounted on this machine; what was there goes
 * @returns the file that the container's command has Node run; undefined where it has no command, and its image's
 *   own program runs
 * @throws Error for another command, and where no volume has the file
 */
export async function mountProgram(
  group: Properties,
  container: Properties,
  folder: string,
): Promise<string | undefined> {
  await rm(folder, { recursive: true, force: true });
  const { command } = container;
  if (!Array.isArray(command) || command.length === 0) return undefined;
  const [program, path, ...more] = command.map(String);
  if (program !== "node" || path === undefined || more.length > 0) {
    throw new Error(
      `The container's command is \`${command.join(" ")}\`: on this machine it must be \`node FILE\`.`,
    );
  }
  const mount = records(container, "volumeMounts").find(
    (each) => requireText(each, "mountPath") === posix.dirname(path),
  );
  const volume = records(group, "volumes").find(({ name }) => name === mount?.["name"]);
  const content = volume && text(record(volume, "secret"), posix.basename(path));
  if (content === undefined) {
    throw new Error(`The container's command runs ${path}, which no secret volume of its group has.`);
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, posix.basename(path));
  await writeFile(file, Buffer.from(content, "base64"), { mode: 0o600 });
  return file;
}
