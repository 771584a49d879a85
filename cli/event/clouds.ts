import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { EventFolder } from "../../event/eventFolder";
import { CloudsClient, startClouds } from "../../event/rehearsal/client";
import { cloudsAt } from "../../event/rehearsal/cloudNote";

/**
 * A rehearsal's clouds: those that are there, else new ones. Where earlier ones have ended with the machine, what the
 * rehearsal knew of them is removed: their teams are gone, too.
 */
export async function rehearsalClouds(
  folder: EventFolder,
  bundle: string,
  { speed, say }: { readonly speed: number; readonly say: (text: string) => void },
): Promise<CloudsClient> {
  const found = await cloudsAt(folder.clouds);
  if (found !== undefined && found !== "ended") {
    if (found.speed !== speed)
      say(
        `the rehearsal's clouds run already, ${found.speed} times as fast as Azure: \`down --rehearse\` ends them`,
      );
    return new CloudsClient(found);
  }
  if (found === "ended") {
    say("the simulated clouds have ended since, and their teams with them: the rehearsal begins anew");
    for (const name of ["teams", "state", "local", "clouds.json", "journal.ndjson", "observed.ndjson"])
      await rm(join(folder.root, name), { recursive: true, force: true });
    await mkdir(join(folder.root, "teams"), { mode: 0o700 });
  }
  return await startClouds([process.execPath, bundle, "clouds"], folder.clouds, speed);
}
