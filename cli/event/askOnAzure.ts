import { databricksTokenIn } from "../../clients/databricksToken";
import { Warehouse } from "../../clients/warehouse";
import { readableStack, type StacksAt } from "../../event/run/readableStack";
import { signInEnvironment } from "../../event/signIn";
import { verify, type Report } from "../../verify/verify";
import { listenConnectionString, readStack } from "../page/stack";
import { onDatabricks } from "../verify/subject";

/** @returns what verifies a team on Azure: its tables against what its hub holds. */
export function askOnAzure(at: StacksAt): (team: string) => Promise<Report> {
  const token = databricksTokenIn(signInEnvironment(at.event.signIn, process.env));
  return async (team) => {
    const { name, pulumi } = readableStack(at, team);
    const deployed = await readStack(pulumi, name);
    const warehouse = new Warehouse({ host: deployed.workspaceUrl, token }, deployed.warehouseId);
    const { client, readExpected } = onDatabricks({ token }, deployed, () => hubOf(pulumi, name));
    return await putBack(warehouse, async () => verify({ client, expected: await readExpected() }));
  };
}

async function hubOf(pulumi: Parameters<typeof readStack>[0], stack: string): Promise<string> {
  const found = await listenConnectionString(pulumi, stack);
  if (found !== undefined) return found;
  throw new Error(`stack ${stack} has no Listen rule's connection string: \`up\` makes it anew`);
}

/**
 * Asks a warehouse and leaves it as it was: one that slept sleeps again, so that no more than are being asked are awake. By
 * itself it would be for five minutes more.
 */
export async function putBack<Answer>(
  warehouse: Pick<Warehouse, "isAsleep" | "stopUnlessUsed">,
  asking: () => Promise<Answer>,
): Promise<Answer> {
  const slept = await warehouse.isAsleep();
  try {
    return await asking();
  } finally {
    // Who may ask it may be somebody who may not stop it; it then stops by itself.
    if (slept) await warehouse.stopUnlessUsed().catch(() => false);
  }
}
