import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  Kafka,
  KafkaJSError,
  KafkaJSNumberOfRetriesExceeded,
  KafkaJSProtocolError,
  KafkaJSSASLAuthenticationError,
  logLevel,
  ResourcePatternTypes,
  type AclEntry,
  type AclFilter,
  type Admin,
} from "kafkajs";
import { setTimeout as sleep } from "node:timers/promises";
import { ADMIN } from "./properties";
import { principalOf, type HubRight, type HubRule } from "./rules";

/** Which operations on its hub's topic a right allows. Reading and writing imply describing. */
const aclOperations: Readonly<Record<HubRight, readonly AclOperationTypes[]>> = {
  Send: [AclOperationTypes.WRITE],
  Listen: [AclOperationTypes.READ],
  Manage: [AclOperationTypes.WRITE, AclOperationTypes.READ, AclOperationTypes.DESCRIBE_CONFIGS],
};

/** How a broker answers for a topic that it is about to serve. */
const unknownYet: ReadonlySet<string> = new Set(["UNKNOWN_TOPIC_OR_PARTITION", "LEADER_NOT_AVAILABLE"]);

const RETRY_MS = 50;
const TRIES = 200;
/** Longer than a broker takes to be there again on a very busy machine. */
const RETRY_LIMIT_MS = 120_000;

/** How a broker's owner reaches it; another way after each start of its process. */
export interface OwnerAccess {
  /** `HOST:PORT` of the listener `ADMIN`. */
  readonly address: string;
  /** Secret: of the user who may do everything. */
  readonly password: string;
}

/** The administration of one broker, by its owner. Each call is a connection of its own: a broker may be restarted. */
export class BrokerAdmin {
  readonly #access: () => OwnerAccess;

  /** @param access to the process that runs now */
  constructor(access: () => OwnerAccess) {
    this.#access = access;
  }

  /** @throws when there is one already, or `partitions` is not a number that Kafka accepts */
  createTopic(topic: string, partitions: number, retentionMs: number): Promise<void> {
    return this.#with(async (admin) => {
      const configEntries = [{ name: "retention.ms", value: String(retentionMs) }];
      const created = await admin.createTopics({
        topics: [{ topic, numPartitions: partitions, configEntries }],
        // The client's own wait fails where the broker does not know the topic yet, as a busy one does not.
        waitForLeaders: false,
      });
      if (!created) throw new Error(`There is a topic ${topic} already.`);
      await eventually(`lead all partitions of the topic ${topic}`, () => isLed(admin, topic));
    });
  }

  /** @returns how many partitions the topic has then */
  async addPartitions(topic: string, by: number): Promise<number> {
    const count = (await this.#withRetries((admin) => partitionsOf(admin, topic))) + by;
    await this.#withRetries(async (admin) => {
      // A broker that was ended before it answered may have created them.
      if ((await partitionsOf(admin, topic)) < count)
        await admin.createPartitions({ topicPartitions: [{ topic, count }] });
    });
    return count;
  }

  deleteTopic(topic: string): Promise<void> {
    return this.#with(async (admin) => {
      await admin.deleteTopics({ topics: [topic] });
      await eventually(`forget the topic ${topic}`, async () => !(await admin.listTopics()).includes(topic));
    });
  }

  /** Lets the rule's holder do what its rights say, and nothing else. */
  allow({ hub, name, rights }: HubRule): Promise<void> {
    const entry = {
      principal: `User:${principalOf(hub, name)}`,
      host: "*",
      permissionType: AclPermissionTypes.ALLOW,
      resourcePatternType: ResourcePatternTypes.LITERAL,
    };
    const operations = new Set(rights.flatMap((right) => aclOperations[right]));
    const acl: AclEntry[] = [...operations].map((operation) => ({
      ...entry,
      resourceType: AclResourceTypes.TOPIC,
      resourceName: hub,
      operation,
    }));
    if (operations.has(AclOperationTypes.READ)) {
      // Event Hubs has consumer groups by the hub; Kafka's are the broker's, so any name will do.
      acl.push({
        ...entry,
        resourceType: AclResourceTypes.GROUP,
        resourceName: "*",
        operation: AclOperationTypes.READ,
      });
    }
    return this.#withRetries(async (admin) => {
      await forbid(admin, hub, name);
      await admin.createAcls({ acl });
      await untilCount(admin, hub, name, acl.length);
    });
  }

  /** Takes from the rule's holder all that it was allowed; also on connections that are open. */
  forbid(hub: string, name: string): Promise<void> {
    return this.#withRetries((admin) => forbid(admin, hub, name));
  }

  /** Retries work that may be done twice while the broker is being restarted. */
  async #withRetries<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const deadline = performance.now() + RETRY_LIMIT_MS;
    for (;;) {
      try {
        return await this.#with(work);
      } catch (error) {
        if (!wasAway(error) || performance.now() > deadline) throw error;
        await sleep(RETRY_MS);
      }
    }
  }

  async #with<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const { address, password } = this.#access();
    const admin = new Kafka({
      brokers: [address],
      sasl: { mechanism: "plain", username: ADMIN, password },
      logLevel: logLevel.NOTHING,
    }).admin();
    try {
      await admin.connect();
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }
}

/** Whether the broker was away, or is not quite there yet. The client itself gives that a few seconds at most. */
function wasAway(error: unknown): boolean {
  const why = error instanceof KafkaJSNumberOfRetriesExceeded ? error.cause : error;
  // Retriable as well, but tried for long enough by the client: a topic that is not there.
  const unknown = why instanceof KafkaJSProtocolError && why.type === "UNKNOWN_TOPIC_OR_PARTITION";
  // A login that is cut off is a lost connection; this client takes it for a refusal.
  const cutOff = why instanceof KafkaJSSASLAuthenticationError && /Closed connection$/.test(why.message);
  return cutOff || (why instanceof KafkaJSError && why.retriable && !unknown);
}

/** By its offsets: the client's call for a topic's description returns nothing if the broker goes away. */
async function partitionsOf(admin: Admin, topic: string): Promise<number> {
  return (await admin.fetchTopicOffsets(topic)).length;
}

async function forbid(admin: Admin, hub: string, name: string): Promise<void> {
  await admin.deleteAcls({ filters: [filterOf(hub, name)] });
  await untilCount(admin, hub, name, 0);
}

function untilCount(admin: Admin, hub: string, name: string, count: number): Promise<void> {
  return eventually(`apply the rights of the rule ${name} of the hub ${hub}`, async () => {
    const { resources } = await admin.describeAcls(filterOf(hub, name));
    return resources.flatMap(({ acls }) => acls).length === count;
  });
}

async function isLed(admin: Admin, topic: string): Promise<boolean> {
  try {
    await admin.fetchTopicMetadata({ topics: [topic] });
    return true;
  } catch (error) {
    if (error instanceof KafkaJSProtocolError && unknownYet.has(error.type)) return false;
    throw error;
  }
}

/** Waits until the broker has applied what its controller decided; until then clients are answered as before. */
async function eventually(what: string, isDone: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    if (await isDone()) return;
    await sleep(RETRY_MS);
  }
  throw new Error(`The broker does not ${what}.`);
}

const filterOf = (hub: string, name: string): AclFilter => ({
  principal: `User:${principalOf(hub, name)}`,
  resourceType: AclResourceTypes.ANY,
  resourcePatternType: ResourcePatternTypes.ANY,
  operation: AclOperationTypes.ANY,
  permissionType: AclPermissionTypes.ANY,
});
