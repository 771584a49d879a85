/** What differs from one broker, and one start, to the next. */
export interface BrokerSettings {
  /** Host name of the namespace, e.g. `clicks-a1b2.servicebus.windows.net`. */
  readonly host: string;
  /** Loopback address on which it listens. */
  readonly address: string;
  /** Port for clients. */
  readonly port: number;
  readonly controllerPort: number;
  /** Secret: of the user `admin`, who may do everything. */
  readonly adminPassword: string;
}

/**
 * What lies in the broker's folder, which is its working directory. Relative, because this format knows neither a comma
 * in a path of `log.dirs` nor a letter beyond Latin-1, and a login module's options no quotes.
 */
export const brokerFiles = { data: "data", rules: "rules", keystore: "keystore.pem" };

/** The user of the two listeners that are not for clients. */
export const ADMIN = "admin";

/** As in Event Hubs Standard: 1 MB. */
const LARGEST_MESSAGE = 1_048_576;

/**
 * The broker's configuration: one node that is controller and broker, on loopback alone.
 *
 * Clients come through `EVENTHUBS`, as in Azure: TLS, and a connection string as the password. `ADMIN` and
 * `CONTROLLER` are for whoever started the broker: without TLS, since nothing leaves the machine, but with a password,
 * since the machine has other users and programs. The broker itself chooses the port of `ADMIN`: one that was looked for
 * beforehand would be anybody's until the broker takes it.
 */
export function brokerProperties(settings: BrokerSettings): string {
  const { host, address, port, controllerPort, adminPassword } = settings;
  const plain = (options: string) =>
    `org.apache.kafka.common.security.plain.PlainLoginModule required ${options};`;
  const internal = plain(`username="${ADMIN}" password="${adminPassword}" user_${ADMIN}="${adminPassword}"`);
  return toText({
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.quorum.voters": `1@${address}:${controllerPort}`,
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "ADMIN",
    listeners: `EVENTHUBS://${address}:${port},ADMIN://${address}:0,CONTROLLER://${address}:${controllerPort}`,
    "advertised.listeners": `EVENTHUBS://${host}:${port},ADMIN://${address}:0`,
    "listener.security.protocol.map": "EVENTHUBS:SASL_SSL,ADMIN:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT",
    "sasl.enabled.mechanisms": "PLAIN",
    "sasl.mechanism.inter.broker.protocol": "PLAIN",
    "sasl.mechanism.controller.protocol": "PLAIN",
    "listener.name.eventhubs.plain.sasl.jaas.config": plain(
      `namespace="${host}" rules="${brokerFiles.rules}"`,
    ),
    "listener.name.eventhubs.plain.sasl.server.callback.handler.class":
      "clickstream.kafka.RulesCallbackHandler",
    "listener.name.admin.plain.sasl.jaas.config": internal,
    "listener.name.controller.plain.sasl.jaas.config": internal,
    "ssl.keystore.type": "PEM",
    "ssl.keystore.location": brokerFiles.keystore,
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": `User:${ADMIN}`,
    "allow.everyone.if.no.acl.found": false,
    "log.dirs": brokerFiles.data,
    ...eventHubsBehaviour,
    ...smallAndAlone,
  });
}

const eventHubsBehaviour = {
  // A hub exists when it is declared, not when somebody sends to it.
  "auto.create.topics.enable": false,
  "message.max.bytes": LARGEST_MESSAGE,
  // A message's time is the enqueued time, whatever the producer says.
  "log.message.timestamp.type": "LogAppendTime",
};

const smallAndAlone = {
  "offsets.topic.replication.factor": 1,
  "offsets.topic.num.partitions": 1,
  "transaction.state.log.replication.factor": 1,
  "transaction.state.log.min.isr": 1,
  "transaction.state.log.num.partitions": 1,
  "share.coordinator.state.topic.replication.factor": 1,
  "share.coordinator.state.topic.min.isr": 1,
  "share.coordinator.state.topic.num.partitions": 1,
  // After the process was killed, its controller knows nothing of that either: it waits this long for the old broker
  // before it accepts the new one. 9 s by default.
  "broker.session.timeout.ms": 2_000,
  "broker.heartbeat.interval.ms": 400,
  "group.initial.rebalance.delay.ms": 0,
  // There is no other broker that could take over.
  "controlled.shutdown.enable": false,
  "num.network.threads": 2,
  "num.io.threads": 4,
  "background.threads": 2,
  // 128 MB by default, for compaction of topics of which there is one, and tiny.
  "log.cleaner.dedupe.buffer.size": 4_194_304,
  "log.cleaner.io.buffer.size": 65_536,
};

function toText(properties: Readonly<Record<string, string | number | boolean>>): string {
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}`);
  return `${lines.join("\n")}\n`;
}
