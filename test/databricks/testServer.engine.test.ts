import { once } from "node:events";
import { request, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { serveWorkspaces, type WorkspaceServer } from "../../emulator/databricksRest/server";
import { isObject, requireText } from "../../emulator/core/properties";
import { workspaceStage } from "../emulator/services/stage";
import { COMPILE_LIMIT } from "./provider";
import { TestServerProcess } from "./testServer";
import { requests, type ServerRequest } from "./testServerRequests";

interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** One of the two servers, which gives ids of its own. */
class ServerTalk {
  readonly #ids = new Map<string, string>();

  constructor(
    readonly port: number,
    readonly headers: OutgoingHttpHeaders,
  ) {}

  /** @returns what it says, with the names of ids for ids. */
  async ask({ method, path, body, gives }: ServerRequest): Promise<Answered> {
    const asking = request({ port: this.port, method, path: this.#withIds(path), headers: this.headers });
    // The id of a job is a number.
    asking.end(body && this.#withIds(JSON.stringify(body).replace(/"(\{job\})"/g, "$1")));
    const [answer] = (await once(asking, "response")) as [IncomingMessage];
    const said = readable(await text(answer));
    if (gives && isObject(said)) this.#ids.set(`{${gives[1]}}`, requireText(said, gives[0]));
    return {
      status: Number(answer.statusCode),
      body: comparable(readable(this.#named(JSON.stringify(said)))),
    };
  }

  #withIds(told: string): string {
    return [...this.#ids].reduce((all, [name, id]) => all.replaceAll(name, id), told);
  }

  #named(told: string): string {
    return [...this.#ids].reduce((all, [name, id]) => all.replaceAll(id, name), told);
  }
}

/** @returns an answer as JSON, numbers that a double cannot hold as text; what is no JSON says nothing. */
function readable(answer: string): unknown {
  try {
    return JSON.parse(answer.replace(/(?<=:\s*)\d{15,}/g, '"$&"'));
  } catch {
    return {};
  }
}

/** Fields that are of the moment, or of the server's own user. */
const OWN = /^(object_id|etag|creator_.*|run_as_.*|.*_time|created_at|error_code)$/;

/** @returns an answer without what no two servers have in common. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([field]) => !OWN.test(field))
      .map(([field, each]) => {
        if (field === "serialized_dashboard") {
          return [field, { ...(JSON.parse(String(each)) as object), ends: String(each).slice(-1) }];
        }
        // The service does put this mark (Azure/azure-databricks-operator#94).
        return [field, field === "message" ? String(each).replace(/!$/, "") : comparable(each)];
      }),
  );
}

describe("the emulator's REST front answers as Databricks' own test server does", () => {
  let theirs: TestServerProcess;
  let ours: WorkspaceServer;
  const answers: { theirs: Answered; ours: Answered }[] = [];

  beforeAll(async () => {
    theirs = await TestServerProcess.start();
    const { cloud, workspace } = await workspaceStage();
    ours = await serveWorkspaces(cloud);
    const authorization = "Bearer dbapi0";
    const conversations = {
      theirs: new ServerTalk(theirs.port, { authorization }),
      ours: new ServerTalk(ours.port, {
        authorization,
        host: String(workspace.outputs["workspaceUrl"]),
        "x-databricks-azure-workspace-resource-id": workspace.id,
        "x-databricks-azure-sp-management-token": "a",
      }),
    };
    for (const asked of requests) {
      answers.push({
        theirs: await conversations.theirs.ask(asked),
        ours: await conversations.ours.ask(asked),
      });
    }
  }, COMPILE_LIMIT);
  afterAll(async () => {
    await ours.stop();
    await theirs.stop();
  });

  it.each(requests.map((asked, index) => ({ ...asked, index })))(
    "$index: $method $path",
    ({ index, differs }) => {
      const { theirs: expected, ours: answered } = answers[index] ?? {};
      if (differs === undefined) {
        expect(answered).toMatchObject(expected ?? {});
        return;
      }
      const { status, body } = differs;
      expect(answered).toEqual({ status, body });
      // Where the test server says so itself, nothing is to be explained any more.
      expect(expected).not.toEqual({ status, body });
    },
  );
});
