import js from "@eslint/js";
import tseslint from "typescript-eslint";

const WRITTEN = "/^(Literal|TemplateLiteral|BinaryExpression|UnaryExpression|Identifier|TSAsExpression)$/";
const MODULE_CONSTANT =
  ":matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration[kind=const] > VariableDeclarator";

/** One style each, where the language has two. */
const style = [
  {
    selector:
      ":matches(PropertyDefinition, MethodDefinition:not([kind=constructor]), TSParameterProperty)[accessibility=private]",
    message: "A private member is written #name.",
  },
  {
    selector: `${MODULE_CONSTANT}[init.type=Literal][id.name=/[a-z]/]`,
    message: "A module's constant that is a literal is written in UPPER_CASE.",
  },
  {
    selector: `${MODULE_CONSTANT}:not([init.type=${WRITTEN}])[id.name=/^[A-Z][A-Z0-9_]*$/]`,
    message: "UPPER_CASE is for literals; what is composed or computed is written in camelCase.",
  },
  {
    selector: "CallExpression > :matches(Identifier[name=test], MemberExpression[object.name=test]).callee",
    message: "A test is called it.",
  },
];

export default tseslint.config(
  { ignores: ["node_modules/", ".local/"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "no-restricted-syntax": ["error", ...style],
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 50, skipBlankLines: true, skipComments: true }],
    },
  },
  // A describe block holds every case of its subject: its length says nothing.
  {
    files: ["test/**/*.ts"],
    rules: {
      "max-lines-per-function": "off",
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  // What Node or a tool loads before TypeScript can be.
  {
    files: ["**/*.js", "**/*.cjs"],
    languageOptions: {
      sourceType: "commonjs",
      globals: { module: "writable", require: "readonly", process: "readonly", __dirname: "readonly" },
    },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  { files: ["**/*.mjs"], languageOptions: { globals: { process: "readonly" } } },
);
