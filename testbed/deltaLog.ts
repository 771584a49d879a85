/** Name of a commit in a Delta table's log: its version, in twenty digits. */
export const commitFile = /^\d{20}\.json$/;
