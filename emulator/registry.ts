/** All services' models, functions, durations and schemas, by type token. */
import { checkArmInputs } from "./core/armSchema";
import type { ArmResource } from "./core/armSchema/resources";
import type { CheckFailure, Properties } from "./core/cloudApi";
import type { Durations } from "./core/durations";
import type { FunctionModel, Model } from "./core/model";
import { services } from "./services";

/** The rules of every resource type. */
export const models: ReadonlyMap<string, Model> = new Map(
  services.flatMap((service) => service.models).map((model) => [model.type, model]),
);

/** Every provider function, by token. */
export const functions: ReadonlyMap<string, FunctionModel> = new Map(
  services.flatMap((service) => Object.entries(service.functions ?? {})),
);

/** What operations on Azure and Databricks take. */
export const azureDurations: Durations = Object.assign({}, ...services.map(({ durations }) => durations));

const schemas: Readonly<Record<string, ArmResource>> = Object.assign(
  {},
  ...services.map(({ schema }) => schema),
);

/** @returns whether {@link checkAzureInputs} knows the models of this type. */
export function knowsAzureType(type: string): boolean {
  return type in schemas;
}

/** What Azure Resource Manager would say of a resource's inputs; see {@link checkArmInputs}. */
export function checkAzureInputs(type: string, inputs: Properties): CheckFailure[] {
  const schema = schemas[type];
  if (!schema) return [{ property: "", reason: `${type} is not a type that this challenge uses` }];
  return checkArmInputs(schema, inputs);
}
