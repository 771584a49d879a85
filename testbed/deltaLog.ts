/** Name of a commit in a Delta table's log: its version, in twenty digits. */
export const COMMIT_FILE = /^\d{20}\.json$/;
