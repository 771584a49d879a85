/** The JSON schema of an event's file. `npm run docs` writes it; a test fails when it is not current. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventSchema } from "../event/file/schema";

/** Beside the code that reads such a file. */
export const schemaFile = join(__dirname, "..", "event", "event.schema.json");

/** @returns the file's text. */
export const schemaText = (): string => `${JSON.stringify(eventSchema(), null, 2)}\n`;

if (require.main === module) writeFileSync(schemaFile, schemaText());
