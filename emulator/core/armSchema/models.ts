/**
 * The request models that Azure's own SDK ships: which properties a resource has, which are required, and
 * their types, patterns, lengths, ranges and enums.
 *
 * The SDK's packages do not export them. They are read from the generated files beside the packages' entry,
 * as text: those files are ES modules without imports of their own, which neither `require` nor jest loads.
 */
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { compileFunction } from "node:vm";

/** Limits of one value, as AutoRest writes them. */
export interface Constraints {
  readonly Pattern?: RegExp;
  readonly MinLength?: number;
  readonly MaxLength?: number;
  readonly MinItems?: number;
  readonly MaxItems?: number;
  readonly InclusiveMinimum?: number;
  readonly InclusiveMaximum?: number;
  readonly ExclusiveMinimum?: number;
  readonly ExclusiveMaximum?: number;
  readonly MultipleOf?: number;
  readonly UniqueItems?: true;
}

/** How one value goes over the wire. `type.name` is AutoRest's: `String`, `Composite`, `Sequence`, … */
export interface Mapper {
  readonly serializedName?: string;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly isConstant?: boolean;
  readonly constraints?: Constraints;
  readonly type: {
    readonly name: string;
    readonly className?: string;
    readonly allowedValues?: readonly unknown[];
    readonly element?: Mapper;
    readonly value?: Mapper;
    readonly modelProperties?: Readonly<Record<string, Mapper>>;
  };
}

/** The models of one SDK package. */
export interface ArmModels {
  /** The package, for messages, e.g. `arm-eventhub`. */
  readonly source: string;
  /** Model of a class, e.g. `EHNamespace`; undefined where the SDK has none. */
  model(className: string): Mapper | undefined;
  /** A parameter of a request's path, e.g. `namespaceName`. */
  parameter(name: string): Mapper | undefined;
  /** The values known for a property that the mapper knows as a mere string. */
  knownValues(className: string, property: string): readonly string[] | undefined;
}

interface Files {
  readonly mappers: string;
  readonly parameters: string;
  readonly enums: string;
  readonly types: string;
}

/** Where the generated files are, in the two layouts of the SDK's packages. */
function filesOf(source: string): Files {
  let root = dirname(require.resolve(`@azure/${source}`));
  while (basename(root) !== source) root = dirname(root);
  const modern = basename(dirname(require.resolve(`@azure/${source}`))) === "commonjs";
  const models = modern ? join(root, "dist", "esm", "models") : join(root, "dist-esm", "src", "models");
  return {
    mappers: join(models, "mappers.js"),
    parameters: join(models, "parameters.js"),
    enums: join(models, "index.js"),
    types: modern ? join(models, "index.d.ts") : join(root, "types", `${source}.d.ts`),
  };
}

/** Runs one generated ES module and returns what it exports. */
function load(file: string, mappers: Record<string, Mapper> = {}): Record<string, unknown> {
  const code = readFileSync(file, "utf8")
    .replace(/^import \{([^}]*)\} from "[^"]*mappers(?:\.js)?";/gm, (_, names: string) => {
      return `const {${names.replaceAll(" as ", ": ")}} = mappers;`;
    })
    .replace(/^export var (\w+);/gm, "var $1 = exports.$1 = {};")
    .replace(/^export (?:const|let) ([$\w]+) =/gm, "const $1 = exports.$1 =");
  const exports: Record<string, unknown> = {};
  compileFunction(code, ["exports", "mappers"], { filename: file })(exports, mappers);
  return exports;
}

/** An interface of the SDK's declarations. */
interface Declared {
  readonly bases: readonly string[];
  /** Property → name of its type; of a list, of its items. */
  readonly properties: Map<string, string>;
}

function declarations(file: string): Map<string, Declared> {
  const found = new Map<string, Declared>();
  let owner: Declared | undefined;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const opening = /^export (?:declare )?interface (\w+)(?: extends ([\w, ]+))? \{/.exec(line);
    if (opening?.[1]) {
      owner = { bases: opening[2]?.split(", ") ?? [], properties: new Map() };
      found.set(opening[1], owner);
    }
    const property = /^ {4}(?:readonly )?(\w+)\??: (\w+)(?:\[\])?;/.exec(line);
    if (property?.[1] && property[2]) owner?.properties.set(property[1], property[2]);
  }
  return found;
}

function typeOf(types: Map<string, Declared>, className: string, property: string): string | undefined {
  const declared = types.get(className);
  return (
    declared?.properties.get(property) ??
    declared?.bases.map((base) => typeOf(types, base, property)).find((type) => type !== undefined)
  );
}

const loaded = new Map<string, ArmModels>();

/**
 * @param source an SDK package without its scope, e.g. `arm-eventhub`. Read once a process.
 * @throws Error where the package is not installed or its layout is unknown.
 */
export function armModels(source: string): ArmModels {
  const known = loaded.get(source);
  if (known) return known;
  const files = filesOf(source);
  const mappers = load(files.mappers) as Record<string, Mapper>;
  const parameters = load(files.parameters, mappers) as Record<string, { mapper: Mapper }>;
  const enums = load(files.enums) as Record<string, Record<string, string>>;
  const types = declarations(files.types);
  const models: ArmModels = {
    source,
    model: (className) => mappers[className],
    parameter: (name) => parameters[name]?.mapper,
    knownValues: (className, property) => {
      const values = enums[`Known${typeOf(types, className, property) ?? ""}`];
      return values && Object.values(values);
    },
  };
  loaded.set(source, models);
  return models;
}
