/**
 * Loaded before anything else of a command: installs the packages of the lock file if others are installed.
 *
 * In plain JavaScript, because nothing may be there yet, and part of the command itself, because npm runs no
 * `prestart` where scripts are switched off. If everything is installed, it takes a few milliseconds.
 */
"use strict";
const { execFileSync } = require("node:child_process");
const { accessSync, constants, readFileSync } = require("node:fs");
const { join } = require("node:path");

const OLDEST_NODE = 20;
const root = join(__dirname, "..");

/** Packages by folder, as a lock file lists them; undefined where there is no such file, or it is not one. */
function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  } catch {
    return undefined;
  }
}

/** @returns the first package that is not installed as the lock file says; undefined where all are. */
function wrongPackage() {
  const wanted = packagesIn("package-lock.json") ?? {};
  // npm's own note of what it has installed.
  const installed = packagesIn(join("node_modules", ".package-lock.json")) ?? {};
  return Object.keys(wanted).find((folder) => {
    const { version, integrity, optional } = wanted[folder];
    const found = installed[folder];
    // The root is not a package to install, and an optional one may be for another system.
    if (folder === "" || (found === undefined && optional)) return false;
    return found?.version !== version || found.integrity !== integrity;
  });
}

function refuse(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

if (Number(process.versions.node.split(".")[0]) < OLDEST_NODE) {
  refuse(
    `This is Node ${process.versions.node}; Node ${OLDEST_NODE} or newer is needed (https://nodejs.org).`,
  );
}
const wrong = wrongPackage();
if (wrong !== undefined) {
  try {
    accessSync(root, constants.W_OK);
  } catch {
    refuse(
      `${wrong} differs from package-lock.json, and you cannot write in ${root}, where it would be installed. ` +
        "Clone the repository to a folder of your own, and start there.",
    );
  }
  process.stderr.write(`Installing the packages of package-lock.json (npm ci): ${wrong} differs from it.\n`);
  const npm = process.env.npm_execpath;
  const [command, before] = npm?.endsWith("js") ? [process.execPath, [npm]] : ["npm", []];
  try {
    execFileSync(command, [...before, "ci", "--no-audit", "--no-fund"], {
      cwd: root,
      // What a command prints on standard output may be read by a program.
      stdio: ["ignore", 2, 2],
    });
  } catch {
    refuse("npm ci failed, see above; nothing was started.");
  }
}
