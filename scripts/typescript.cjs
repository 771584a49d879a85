/** Required before a command of this project: sees to it that what it needs is installed, and that Node runs TypeScript. */
"use strict";
require("./installed.cjs");
require("tsx/cjs");
