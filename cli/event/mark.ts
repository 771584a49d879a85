import { Argument, Command } from "commander";
import { eventFolder } from "../../event/eventFolder";
import { readEventFile } from "../../event/file/readEventFile";
import { Observed, type TeamTask } from "../../event/observed/observed";
import { eventFileOf } from "./eventFile";
import { named } from "./operate";
import { withEventOptions, type EventOptions } from "./options";

/** As they are typed. */
const tasks: Readonly<Record<string, TeamTask>> = {
  "current-count": "currentCount",
  "own-query": "ownQuery",
};

/** `mark TEAM TASK` */
export function markCommand(): Command {
  return withEventOptions(new Command("mark"))
    .argument("<team>", "its name")
    .addArgument(new Argument("<task>", "what it has done").choices(Object.keys(tasks)))
    .description(
      "notes that a coach saw a team do what it was asked for; the board sees only what went through a SQL warehouse or serverless compute",
    )
    .action(async (name: string, task: string, options: EventOptions) => {
      const file = await eventFileOf(options, (text) => console.error(text));
      const event = await readEventFile(file, undefined);
      const [team] = named(event, [name]);
      const done = tasks[task];
      if (team === undefined || done === undefined) return;
      const { observed: path } = await eventFolder(event.event, options.rehearse);
      const observed = await Observed.open(path);
      await observed.add({ team: team.name, done, by: "coach" });
      await observed.close();
      if (options.json) console.log(JSON.stringify({ team: team.name, done, by: "coach" }));
      else console.log(`${team.name}: ${task} is done`);
    });
}
