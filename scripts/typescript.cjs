/** Loaded before a command of this project: makes sure that its packages are installed and that Node runs TypeScript. */
"use strict";
require("./installed.cjs");
require("tsx/cjs");
