import { databricksToken, azureSignIn } from "../../clients/databricksToken";
import { StatementClient } from "../../clients/sqlClient";
import { readableStack, type StacksAt } from "../../event/run/readableStack";
import { signInEnvironment } from "../../event/signIn";
import { createPage, type Page } from "../../page";
import { readStack } from "../page/stack";

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
    if (at.rehearsed) throw new Error("in a rehearsal teams have no SQL warehouse that could be asked");
    const { name, pulumi } = readableStack(at, team);
    const { workspaceUrl, warehouseId, schema, lakeUrl, steps } = await readStack(pulumi, name);
    const signIn = (): ReturnType<typeof azureSignIn> =>
      azureSignIn(signInEnvironment(at.event.signIn, process.env));
    const client = new StatementClient({
      host: workspaceUrl,
      token: databricksToken(process.env["DATABRICKS_TOKEN"], signIn),
      warehouseId,
      schema,
      ...(lakeUrl !== undefined && { lakeUrl }),
    });
    const unchanging = { current: () => steps, subscribe: () => () => undefined };
    return await createPage({ client, tables: lakeUrl ?? schema, team, steps: unchanging });
  }
}
