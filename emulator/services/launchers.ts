import { GeneratorProcess } from "../../runtime/generator/process";
import { Broker } from "../../runtime/kafka/broker";
import { makeCertificates } from "../../runtime/kafka/certificates";
import { SparkDriver } from "../../runtime/spark/driver";

/** What the emulator needs of a broker. */
export type BrokerService = Pick<
  Broker,
  | "address"
  | "host"
  | "pid"
  | "certificateAuthority"
  | "createTopic"
  | "deleteTopic"
  | "putRule"
  | "deleteRule"
  | "stop"
>;

/** What the emulator needs of a Spark driver. */
export type SparkService = Pick<
  SparkDriver,
  | "pid"
  | "place"
  | "sqlUrl"
  | "token"
  | "setHosts"
  | "importNotebook"
  | "deleteNotebook"
  | "putSecret"
  | "deleteSecret"
  | "createSchema"
  | "startJob"
  | "cancelJob"
  | "jobState"
  | "stop"
>;

/** What the emulator needs of a generator. */
export type GeneratorService = Pick<GeneratorProcess, "pid" | "stop">;

/** How local services are started; tests start fakes. */
export interface Launchers {
  makeCertificates: typeof makeCertificates;
  startBroker(options: Parameters<typeof Broker.start>[0]): Promise<BrokerService>;
  startSpark(options: Parameters<typeof SparkDriver.start>[0]): Promise<SparkService>;
  startGenerator(options: Parameters<typeof GeneratorProcess.start>[0]): Promise<GeneratorService>;
}

/** Kafka, Spark and the project's own generator. */
export const realLaunchers: Launchers = {
  makeCertificates,
  startBroker: (options) => Broker.start(options),
  startSpark: (options) => SparkDriver.start(options),
  startGenerator: (options) => GeneratorProcess.start(options),
};
