import { databricksTokenIn } from "../../clients/databricksToken";
import { StatementClient, type SqlClient } from "../../clients/sqlClient";
import { runningClouds } from "../../event/rehearsal/client";
import { localClient } from "../../event/rehearsal/localTeams";
import { readableStack, type StacksAt } from "../../event/run/readableStack";
import { signInEnvironment } from "../../event/signIn";
import { createPage, type Page } from "../../page";
import { readStack, type DeployedChallenge } from "../page/stack";

/** Teams' own live pages, each served from the first time that somebody opens it. */
export class TeamPages {
  readonly #at: () => Promise<StacksAt>;
  readonly #pages = new Map<string, Promise<Page>>();

  /** @param at where the stacks are: an engine is looked for once somebody opens a page. */
  constructor(at: () => Promise<StacksAt>) {
    this.#at = at;
  }

  /** @returns a page's address. Secret. @throws Error with why it cannot be opened; the next time it is tried again. */
  async open(team: string): Promise<string> {
    const opened = this.#pages.get(team) ?? this.#serve(team);
    this.#pages.set(team, opened);
    try {
      return (await opened).url;
    } catch (error) {
      this.#pages.delete(team);
      throw error;
    }
  }

  async close(): Promise<void> {
    const ended = await Promise.allSettled(this.#pages.values());
    await Promise.all(ended.map((each) => (each.status === "fulfilled" ? each.value.close() : undefined)));
  }

  async #serve(team: string): Promise<Page> {
    const at = await this.#at();
    if (!at.event.teams.some(({ name }) => name === team)) throw new Error(`the event has no team "${team}"`);
    const { name, pulumi } = readableStack(at, team);
    const deployed = await readStack(pulumi, name);
    const { schema, lakeUrl, steps } = deployed;
    const client = at.rehearsed ? await rehearsedClient(at, team) : signedInClient(at, deployed);
    const unchanging = { current: () => steps, subscribe: () => () => undefined };
    return await createPage({ client, tables: lakeUrl ?? schema, team, steps: unchanging });
  }
}

function signedInClient(
  { event }: StacksAt,
  { workspaceUrl, warehouseId, schema, lakeUrl }: DeployedChallenge,
): SqlClient {
  return new StatementClient({
    host: workspaceUrl,
    token: databricksTokenIn(signInEnvironment(event.signIn, process.env)),
    warehouseId,
    schema,
    ...(lakeUrl !== undefined && { lakeUrl }),
  });
}

/** @throws Error where the team has no tables on this machine. */
async function rehearsedClient({ folder }: StacksAt, team: string): Promise<SqlClient> {
  const tables = await (await runningClouds(folder.clouds))?.tables(team);
  if (tables === undefined)
    throw new Error(`team ${team} is simulated only, and has no tables: \`up --local\` gives some`);
  return localClient(tables);
}
