import { GeneratorProcess } from "../generator/process";
import { Broker } from "../kafka/broker";
import { makeCertificates } from "../kafka/certificates";
import { SparkDriver } from "../spark/driver";

/** What the made ground needs of a broker. */
export type BrokerPart = Pick<
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

/** What the made ground needs of a Spark driver. */
export type SparkPart = Pick<
  SparkDriver,
  | "pid"
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

/** What the made ground needs of a generator. */
export type GeneratorPart = Pick<GeneratorProcess, "pid" | "stop">;

/** How the real parts are started; tests start others. */
export interface Tools {
  makeCertificates: typeof makeCertificates;
  startBroker(options: Parameters<typeof Broker.start>[0]): Promise<BrokerPart>;
  startSpark(options: Parameters<typeof SparkDriver.start>[0]): Promise<SparkPart>;
  startGenerator(options: Parameters<typeof GeneratorProcess.start>[0]): Promise<GeneratorPart>;
}

/** Kafka, Spark and the project's own generator. */
export const realTools: Tools = {
  makeCertificates,
  startBroker: (options) => Broker.start(options),
  startSpark: (options) => SparkDriver.start(options),
  startGenerator: (options) => GeneratorProcess.start(options),
};
