/**
 * Loaded into every process of an event (NODE_OPTIONS): writes down what it sends to another one, and what it starts with
 * which arguments, which everybody on the machine can read.
 */
"use strict";
const children = require("node:child_process");
const { appendFileSync } = require("node:fs");
const { join } = require("node:path");

const note = (kind, value) =>
  appendFileSync(
    join(process.env.EVENT_TAP, `${process.pid}.ndjson`),
    `${JSON.stringify({ kind, value })}\n`,
  );

if (process.env.EVENT_TAP) {
  const started = children.ChildProcess.prototype.spawn;
  children.ChildProcess.prototype.spawn = function (options) {
    note("started", options.args);
    // What `fork` gives its child to be sent messages by is there from now on.
    const ended = started.call(this, options);
    if (this.send) {
      const send = this.send;
      this.send = function (message, ...more) {
        note("sent", message);
        return send.call(this, message, ...more);
      };
    }
    return ended;
  };

  if (process.send) {
    const send = process.send;
    process.send = function (message, ...more) {
      note("sent", message);
      return send.call(this, message, ...more);
    };
  }

  const fetched = globalThis.fetch;
  globalThis.fetch = async (address, request) => {
    const answer = await fetched(address, request);
    note("asked", {
      address: String(address),
      body: String(request?.body ?? ""),
      answer: await answer.clone().text(),
    });
    return answer;
  };
}
