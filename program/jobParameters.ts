/** When the stream looks for clicks: time and again, or until it has caught up. */
export type Trigger = "availableNow" | `processingTime=${string}`;

/** What the job tells the notebook `ingest`. */
export interface JobSettings<T> {
  /** Kafka's, `HOST:PORT`. */
  readonly bootstrapServers: T;
  readonly eventHub: T;
  /** Scope of the secrets that are named here. */
  readonly secretScope: T;
  /** Secret that holds the Listen rule's connection string. */
  readonly connectionSecret: T;
  /** A schema, or tables by path in a lake that the account's key opens. */
  readonly tables: { readonly schema: T } | { readonly lakeUrl: T; readonly accountKeySecret: T };
  readonly checkpointPath: T;
  readonly trigger: Trigger;
}

/** Parameters of the notebook, by the names of its widgets. */
export type JobParameters<T> = Readonly<
  Record<
    | "bootstrap_servers"
    | "event_hub"
    | "secret_scope"
    | "connection_secret"
    | "schema"
    | "lake_url"
    | "account_key_secret"
    | "checkpoint_path"
    | "trigger",
    T | string
  >
>;

/** @returns every parameter that a job sets; empty is what its tables have no use for. */
export function jobParameters<T>({ tables, ...settings }: JobSettings<T>): JobParameters<T> {
  return {
    bootstrap_servers: settings.bootstrapServers,
    event_hub: settings.eventHub,
    secret_scope: settings.secretScope,
    connection_secret: settings.connectionSecret,
    ...("schema" in tables
      ? { schema: tables.schema, lake_url: "", account_key_secret: "" }
      : { schema: "", lake_url: tables.lakeUrl, account_key_secret: tables.accountKeySecret }),
    checkpoint_path: settings.checkpointPath,
    trigger: settings.trigger,
  };
}
