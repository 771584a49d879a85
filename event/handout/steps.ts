import { html } from "hono/html";
import { steps, type Step } from "../../program/steps";
import type { Handout } from "./handout";
import type { TeamLinks } from "./teamLinks";

/** Part of a page, with everything in it escaped. */
export type Markup = ReturnType<typeof html>;

/** What a team finds at a step that is set up, and what it does at one that is not. */
interface StepText {
  readonly there: (links: TeamLinks) => Markup;
  readonly task: string;
}

const link = (address: string | undefined, text: string): Markup =>
  address === undefined ? html`${text}` : html`<a href="${address}">${text}</a>`;

const texts: Readonly<Record<Step, StepText>> = {
  1: {
    there: ({ hub, namespace, bootstrapServers, portal }) =>
      html`Hub <code>${hub}</code> of <code>${namespace}</code> in ${link(portal, "your resource group")},
        Kafka at <code>${bootstrapServers}</code>.`,
    task: "Create an Event Hubs namespace, Standard or above, with a hub named test.",
  },
  2: {
    there: () =>
      html`A rule that may send to this hub and do nothing else. Ask your coach for the command that starts
      the generator by hand.`,
    task: "Add a rule to the hub that may only send, and point the click generator's container at the hub.",
  },
  3: {
    there: ({ lake }) => html`The storage account for the Delta tables: <code>${lake ?? ""}</code>`,
    task: "Create a storage account with a hierarchical namespace for the Delta tables.",
  },
  4: {
    there: ({ workspace, notebooks }) =>
      html`${link(workspace, "The workspace")}, with the notebook ${link(notebooks?.ingest, "ingest")} in its
        folder <code>Shared/clickstream</code>; explore in ${link(notebooks?.exploreSql, "SQL")},
        ${link(notebooks?.exploreScala, "Scala")} or ${link(notebooks?.explorePython, "Python")}.`,
    task: "Create a Databricks workspace; import the streaming notebook and configure it.",
  },
  5: {
    there: () => html`The click generator is running.`,
    task: "Start the click generator.",
  },
  6: {
    there: ({ job, dashboard }) =>
      html`${link(job, "The job")} is running: clicks go from the hub into the tables.
      ${dashboard === undefined ? "" : html`${link(dashboard, "The dashboard")} shows them as charts.`}`,
    task: "Run the notebook: it reads the hub and writes the Delta tables, for as long as it runs.",
  },
};

/** The six steps: those that are there, and those that are the team's to do. */
export function stepList({ step, links }: Handout): Markup {
  const items = steps.map(({ number, name }) => {
    const { there, task } = texts[number];
    const isThere = number <= step;
    return html`<li class="${isThere ? "there" : "task"}">
      <h3>${name} <span>${isThere ? "is there" : "is yours to do"}</span></h3>
      <p>${isThere ? there(links) : task}</p>
    </li>`;
  });
  return html`<ol>
    ${items}
  </ol>`;
}
