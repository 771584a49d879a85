/** Port of Event Hubs' Kafka endpoint. */
export const KAFKA_PORT = 9093;

/** The user as which every Kafka client of Event Hubs signs in; its password is a connection string. */
export const KAFKA_USER = "$ConnectionString";

/** @returns host name of a namespace, given its short name. */
export function hostOf(namespace: string): string {
  return `${namespace}.servicebus.windows.net`;
}

/** @returns short name of the namespace whose host name this is. */
export function namespaceOf(host: string): string {
  return host.split(".", 1)[0] ?? host;
}

/** @returns where Kafka clients find a host's hubs. */
export function bootstrapServersOf(host: string): string {
  return `${host}:${KAFKA_PORT}`;
}

/** What a connection string of a hub's own rule says. */
export interface HubCredentials {
  /** `NAME.servicebus.windows.net`. */
  readonly host: string;
  readonly ruleName: string;
  /** Secret. */
  readonly key: string;
  readonly eventHub: string;
}

/**
 * The connection string of a hub's rule, as Azure gives it:
 * https://learn.microsoft.com/azure/event-hubs/event-hubs-get-connection-string
 *
 * @returns secret.
 */
export function connectionStringOf({ host, ruleName, key, eventHub }: HubCredentials): string {
  return `Endpoint=sb://${host}/;SharedAccessKeyName=${ruleName};SharedAccessKey=${key};EntityPath=${eventHub}`;
}

/**
 * Reads the connection string of a hub's rule. The order of its parts and the case of their names do not matter, and
 * parts that a Kafka client has no use for are passed over.
 *
 * @throws Error that says what the text lacks or has twice, and repeats no value.
 */
export function parseConnectionString(text: string): HubCredentials {
  const parts = partsOf(text);
  if (parts.has("sharedaccesssignature")) {
    throw new Error(
      "The connection string has a SharedAccessSignature: Kafka clients need SharedAccessKeyName and SharedAccessKey.",
    );
  }
  const required = (name: string): string => {
    const value = parts.get(name.toLowerCase());
    if (value) return value;
    throw new Error(
      `The connection string has no ${name}: take the one of a rule of the hub, not of the namespace.`,
    );
  };
  const host = /^sb:\/\/([a-z0-9.-]+)(?::\d+)?\/?$/i.exec(required("Endpoint"))?.[1];
  if (host === undefined) {
    throw new Error(
      `The connection string's Endpoint is no address: it must be sb://${hostOf("NAMESPACE")}/.`,
    );
  }
  return {
    host,
    ruleName: required("SharedAccessKeyName"),
    key: required("SharedAccessKey"),
    eventHub: required("EntityPath"),
  };
}

/** The parts by their names in lower case. */
function partsOf(text: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of text.split(";")) {
    if (part.trim() === "") continue;
    // Keys are base64 and may end with "=": only the first one separates.
    const equals = part.indexOf("=");
    if (equals < 0) throw new Error('This is no connection string: a part of it has no "=".');
    const name = part.slice(0, equals).trim();
    if (parts.has(name.toLowerCase())) throw new Error(`The connection string gives ${name} twice.`);
    parts.set(name.toLowerCase(), part.slice(equals + 1).trim());
  }
  return parts;
}
