import { readLedger } from "../../generator/ledger";
import { expectedFromLedger } from "../../verify/expected";
import { verify, type Report } from "../../verify/verify";
import { localClient, type LocalTeam } from "./localTeams";

/** Compares what a team's generator has sent with what is in its tables. @throws Error where nothing was sent yet. */
export async function verifyLocal(team: LocalTeam): Promise<Report> {
  const [generator] = team.services.generators;
  const client = localClient(team);
  if (generator === undefined || client === undefined)
    throw new Error("neither generator nor tables are there yet: `step 6` first");
  return await verify({ client, expected: expectedFromLedger(await readLedger(generator.ledgerFile)) });
}
