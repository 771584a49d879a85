import { readLedger } from "../../generator/ledger";
import { expectedFromLedger } from "../../verify/expected";
import { verify, type Report } from "../../verify/verify";
import { localClient, localTables, type LocalTeam } from "./localTeams";

/** Compares what a team's generator has sent with what is in its tables. @throws Error where nothing was sent yet. */
export async function verifyLocal(team: LocalTeam): Promise<Report> {
  const [generator] = team.services.generators;
  const tables = localTables(team);
  if (generator === undefined || tables === undefined)
    throw new Error("neither generator nor tables are there yet: `step 6` first");
  const expected = expectedFromLedger(await readLedger(generator.ledgerFile));
  return await verify({ client: localClient(tables), expected });
}
