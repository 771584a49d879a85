import { isHidden, mapsAt, shown, valueAt, type PropertyMap } from "../core/resource";
import { inEach, property, rulesFor, type PolicyRule } from "../core/rule";
import * as types from "../core/types";

/** A judgement of each container of a group. */
const inContainers = (wrongIn: PolicyRule["wrongIn"]): PolicyRule["wrongIn"] =>
  inEach(
    (group) =>
      [...mapsAt(group, "containers"), ...mapsAt(group, "initContainers")].map((properties) => ({
        called: `container ${shown(properties["name"])}`,
        properties,
      })),
    wrongIn,
  );

/** Names under which people put keys. */
const KEY_NAME = /key$|secret|password|token|connection_?string|sas_?value|keyvalue/i;

/** @returns names of a container's variables that everybody can read who can read the group. */
function plainVariables(container: PropertyMap): readonly string[] {
  return mapsAt(container, "environmentVariables")
    .filter(({ value }) => value !== undefined)
    .map(({ name }) => String(name));
}

const doors = rulesFor(
  [types.CONTAINER_GROUP],
  [
    {
      id: "container-no-address",
      title: "A container has no public address.",
      severity: "high",
      reason: "A click generator answers nobody.",
      wayOut: "Leave ipAddress out.",
      sameAs: ["CKV_AZURE_245"],
      wrongIn: property(
        "ipAddress",
        (address) => address === undefined || valueAt(address, "type") === "Private",
      ),
    },
    {
      id: "container-network",
      title: "A container runs in a network of the organisation's.",
      severity: "low",
      reason: "There its traffic can be seen and bounded.",
      wayOut: "Set subnetIds.",
      sameAs: ["CKV_AZURE_98"],
      wrongIn: property("subnetIds", (value) => Array.isArray(value) && value.length > 0),
    },
    {
      id: "container-identity",
      title: "A container has an identity.",
      severity: "low",
      reason: "With one it signs in without a key.",
      wayOut: "Set identity.type.",
      sameAs: ["CKV2_AZURE_28"],
      wrongIn: property(
        "identity.type",
        (value) => typeof value === "string" && value !== "" && value !== "None",
      ),
    },
    {
      id: "container-variables-secure",
      title: "A container's variables are all secure.",
      severity: "low",
      reason: "Whoever reads the group reads the others.",
      wayOut: "Set secureValue in place of value.",
      sameAs: ["CKV_AZURE_235"],
      wrongIn: inContainers(({ properties: container }) => {
        // One that sounds like a key is another rule's.
        const plain = plainVariables(container).filter((name) => !KEY_NAME.test(name));
        return plain.length === 0 ? [] : [`the values of ${plain.join(", ")} are not secure`];
      }),
    },
    {
      id: "container-keys-secure",
      title: "A container's keys are secure variables.",
      severity: "critical",
      reason: "Whoever reads the group reads every other variable.",
      wayOut: "Set secureValue in place of value.",
      wrongIn: inContainers(({ properties: container }) =>
        plainVariables(container)
          .filter((name) => KEY_NAME.test(name))
          .map((name) => `the value of ${name} is not secure`),
      ),
    },
  ],
);

/** Rules for container groups. */
export const containerRules: readonly PolicyRule[] = [
  ...doors,
  ...rulesFor(
    [types.CONTAINER_GROUP],
    [
      {
        id: "container-image-version",
        title: "A container's image has a version.",
        severity: "medium",
        reason: "`latest` is another tomorrow, in the middle of an event.",
        wayOut: "Name a tag other than latest, or a digest.",
        wrongIn: inContainers(property("image", (image) => typeof image === "string" && hasVersion(image))),
      },
      {
        id: "container-size",
        title: "A container is no larger than allowed.",
        severity: "medium",
        reason: "Cores and memory are paid by the second, and are of the region's quota.",
        wayOut: "Lower resources.requests, or raise the limit.",
        wrongIn: inContainers(({ properties: container }, { limits }) => {
          const over = (path: string, limit: number): readonly string[] => {
            const value = valueAt(container, `resources.requests.${path}`);
            return isHidden(value) || (typeof value === "number" && value <= limit)
              ? []
              : [`${path} is ${shown(value)}, allowed are at most ${limit}`];
          };
          return [...over("cpu", limits.containerCpu), ...over("memoryInGB", limits.containerMemoryInGB)];
        }),
      },
    ],
  ),
];

function hasVersion(image: string): boolean {
  if (image.includes("@sha256:")) return true;
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  return tag !== undefined && tag !== "latest";
}
