import type { CheckFailure, Properties } from "../cloudApi";
import { isObject } from "../properties";
import type { ArmModels, Constraints, Mapper } from "./models";

/** A class of the SDK's models and where its value is among the inputs. */
export interface Scope {
  readonly models: ArmModels;
  readonly className: string;
  readonly properties: Readonly<Record<string, Mapper>>;
  /** Path of the object, empty for the resource itself. */
  readonly path: string;
}

/** One value to be checked. */
interface CheckedObject {
  readonly models: ArmModels;
  readonly path: string;
  /** Where the rule is from, e.g. `arm-eventhub Sku.capacity`. */
  readonly source: string;
  /** Values known for it though its type is a mere string. */
  readonly known?: readonly string[] | undefined;
}

const show = (value: unknown): string => JSON.stringify(value) ?? String(value);

/** The value as a message may show it: what could be a key or password is not repeated. */
function shown(subject: CheckedObject, value: unknown): string {
  return /(?:secureValue|password)$/i.test(subject.path) ? "[secret]" : show(value);
}

function failure(subject: CheckedObject, what: string): CheckFailure {
  return { property: subject.path, reason: `${what} (${subject.source})` };
}

/** Checks the properties of an object, and reports those that are missing after those that are wrong. */
export function checkProperties(scope: Scope, values: Properties): CheckFailure[] {
  const { models, className, properties } = scope;
  const source = `${models.source} ${className}`;
  const pathOf = (name: string): string => (scope.path ? `${scope.path}.${name}` : name);
  const wrong = Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null)
    .flatMap(([name, value]) => {
      const mapper = properties[name];
      const subject: CheckedObject = {
        models,
        path: pathOf(name),
        source: mapper ? `${source}.${name}` : source,
        known: models.knownValues(className, name),
      };
      if (!mapper) return [failure(subject, "is not a property of this type")];
      if (mapper.readOnly) return [failure(subject, "is read-only: the service sets it")];
      return checkValue(subject, mapper, value);
    });
  const missing = Object.entries(properties)
    .filter(
      ([name, mapper]) => mapper.required && !mapper.readOnly && !mapper.isConstant && isUnset(values[name]),
    )
    .map(([name]) => ({ property: pathOf(name), reason: `is required (${source}.${name})` }));
  return [...wrong, ...missing];
}

function isUnset(value: unknown): boolean {
  return value === undefined || value === null;
}

function checkValue(subject: CheckedObject, mapper: Mapper, value: unknown): CheckFailure[] {
  const { type } = mapper;
  switch (type.name) {
    case "Composite":
      return checkComposite(subject, type.className ?? "", value);
    case "Sequence":
      return checkSequence(subject, mapper, value);
    case "Dictionary":
      return checkDictionary(subject, mapper, value);
    case "Enum":
      return checkEnum(subject, type.allowedValues ?? [], value);
    case "any":
    case "Object":
      return [];
    default:
      return checkScalar(subject, mapper, value);
  }
}

function checkComposite(subject: CheckedObject, className: string, value: unknown): CheckFailure[] {
  if (!isObject(value)) return [failure(subject, `must be an object, is ${shown(subject, value)}`)];
  const properties = subject.models.model(className)?.type.modelProperties;
  if (!properties) throw new Error(`${subject.models.source} has no model ${className}`);
  return checkProperties({ models: subject.models, className, properties, path: subject.path }, value);
}

function checkSequence(subject: CheckedObject, mapper: Mapper, value: unknown): CheckFailure[] {
  if (!Array.isArray(value)) return [failure(subject, `must be a list, is ${shown(subject, value)}`)];
  const items: readonly unknown[] = value;
  const { element } = mapper.type;
  return [
    ...checkConstraints(subject, mapper.constraints, items),
    ...items.flatMap((item, index) =>
      element ? checkValue({ ...subject, path: `${subject.path}[${index}]` }, element, item) : [],
    ),
  ];
}

function checkDictionary(subject: CheckedObject, mapper: Mapper, value: unknown): CheckFailure[] {
  if (!isObject(value)) return [failure(subject, `must be an object, is ${shown(subject, value)}`)];
  const item = mapper.type.value;
  return Object.entries(value).flatMap(([key, entry]) =>
    item ? checkValue({ ...subject, path: `${subject.path}.${key}`, known: undefined }, item, entry) : [],
  );
}

function checkEnum(subject: CheckedObject, allowed: readonly unknown[], value: unknown): CheckFailure[] {
  if (allowed.includes(value)) return [];
  return [failure(subject, `must be one of ${allowed.map(show).join(", ")}, is ${shown(subject, value)}`)];
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What a value of each of AutoRest's scalar types must be. */
const scalars: Readonly<Record<string, { what: string; is: (value: unknown) => boolean }>> = {
  String: { what: "a text", is: (value) => typeof value === "string" },
  Number: { what: "a number", is: (value) => typeof value === "number" && Number.isFinite(value) },
  Boolean: { what: "true or false", is: (value) => typeof value === "boolean" },
  Uuid: { what: "a UUID", is: (value) => typeof value === "string" && UUID.test(value) },
  DateTime: {
    what: "a date and time",
    is: (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)),
  },
};

function checkScalar(subject: CheckedObject, mapper: Mapper, value: unknown): CheckFailure[] {
  const scalar = scalars[mapper.type.name];
  if (!scalar) throw new Error(`${subject.source} has a type unknown here: ${mapper.type.name}`);
  if (!scalar.is(value)) return [failure(subject, `must be ${scalar.what}, is ${shown(subject, value)}`)];
  return [
    ...(subject.known ? checkEnum(subject, subject.known, value) : []),
    ...checkConstraints(subject, mapper.constraints, value),
  ];
}

/** A constraint, whether a value keeps it, and how to say what it asks for. */
type ValueRule<Limit> = [keep: (value: unknown, limit: Limit) => boolean, say: (limit: Limit) => string];

const sizeOf = (value: unknown): number =>
  typeof value === "string" || Array.isArray(value) ? value.length : Number(value);

const rules: { readonly [Name in keyof Constraints]-?: ValueRule<NonNullable<Constraints[Name]>> } = {
  Pattern: [(value, limit) => limit.test(String(value)), (limit) => `must match ${String(limit)}`],
  MinLength: [(value, limit) => sizeOf(value) >= limit, (limit) => `must have at least ${limit} characters`],
  MaxLength: [(value, limit) => sizeOf(value) <= limit, (limit) => `must have at most ${limit} characters`],
  MinItems: [(value, limit) => sizeOf(value) >= limit, (limit) => `must have at least ${limit} items`],
  MaxItems: [(value, limit) => sizeOf(value) <= limit, (limit) => `must have at most ${limit} items`],
  InclusiveMinimum: [(value, limit) => sizeOf(value) >= limit, (limit) => `must be at least ${limit}`],
  InclusiveMaximum: [(value, limit) => sizeOf(value) <= limit, (limit) => `must be at most ${limit}`],
  ExclusiveMinimum: [(value, limit) => sizeOf(value) > limit, (limit) => `must be more than ${limit}`],
  ExclusiveMaximum: [(value, limit) => sizeOf(value) < limit, (limit) => `must be less than ${limit}`],
  MultipleOf: [(value, limit) => sizeOf(value) % limit === 0, (limit) => `must be a multiple of ${limit}`],
  UniqueItems: [
    (value) => !Array.isArray(value) || new Set(value.map(show)).size === value.length,
    () => "must not repeat an item",
  ],
};

function checkConstraints(
  subject: CheckedObject,
  constraints: Constraints = {},
  value: unknown,
): CheckFailure[] {
  const check = <Name extends keyof Constraints>(name: Name): CheckFailure[] => {
    const limit = constraints[name];
    if (limit === undefined) return [];
    const [keeps, say] = rules[name] as ValueRule<NonNullable<Constraints[Name]>>;
    return keeps(value, limit) ? [] : [failure(subject, `${say(limit)}, is ${shown(subject, value)}`)];
  };
  return (Object.keys(constraints) as (keyof Constraints)[]).flatMap(check);
}
