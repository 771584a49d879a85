import { html } from "hono/html";
import type { Handout } from "./handout";
import type { Markup } from "./steps";
import { document } from "./teamPage";

/** The coach's page: every team with its own page and its links. */
export async function indexPage(
  event: string,
  handouts: readonly Handout[],
  without: readonly string[],
): Promise<string> {
  const body = html`<header>
      <div>
        <p>For the coach</p>
        <h1>${event}</h1>
      </div>
    </header>
    <main>
      <table>
        <thead>
          <tr>
            <th scope="col">Team</th>
            <th scope="col">Step</th>
            <th scope="col">Links</th>
          </tr>
        </thead>
        <tbody>
          ${handouts.map(row)}
        </tbody>
      </table>
      ${without.length === 0 ? "" : html`<p>Nothing is ready, and so there is no page: ${without.join(", ")}.</p>`}
    </main>`;
  return await document(`${event}: teams`, body);
}

function row({ team, label, step, links: { workspace, dashboard, portal } }: Handout): Markup {
  return html`<tr>
    <th scope="row"><a href="${team}.html">${label}</a></th>
    <td>${step}</td>
    <td>
      <a href="${portal}">Resource group</a>
      ${workspace === undefined ? "" : html` · <a href="${workspace}">Workspace</a>`}
      ${dashboard === undefined ? "" : html` · <a href="${dashboard}">Dashboard</a>`}
    </td>
  </tr>`;
}
