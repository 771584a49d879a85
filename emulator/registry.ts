/** All services' models, functions, durations and schemas, by type token. */
import { checkArmInputs } from "./core/armSchema";
import { projectWritable } from "./core/armSchema/projection";
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

/** The part of a type's outputs that could be its inputs; see {@link projectWritable}. */
export function writableOf(type: string, outputs: Properties): Properties {
  const schema = schemas[type];
  return schema === undefined ? {} : projectWritable(schema, outputs);
}

/** @returns the inputs that go into the path of a type's requests, outermost first. */
export function pathOf(type: string): readonly string[] {
  return Object.keys(schemas[type]?.path ?? {});
}

/** What Azure Resource Manager would say of a resource's inputs; see {@link checkArmInputs}. */
export function checkAzureInputs(type: string, inputs: Properties): CheckFailure[] {
  const schema = schemas[type];
  if (!schema) return [{ property: "", reason: `${type} is not a type that this challenge uses` }];
  return checkArmInputs(schema, inputs);
}
