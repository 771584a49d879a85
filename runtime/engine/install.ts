import { PulumiCommand } from "@pulumi/pulumi/automation";

// Started by download.ts as a process of its own; the only argument is the folder to install into.
const root = process.argv[2];
if (root === undefined) throw new Error("install.ts needs the folder to install into");
void PulumiCommand.install({ root });
