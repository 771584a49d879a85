import type { Properties } from "../../core/cloudApi";
import { armModel, region } from "../../core/arm";
import { AzureError } from "../../core/errors";
import type { World } from "../../core/model";
import { exceededQuota, requestedBy } from "../quotas";
import { defined, record, records, text, withDefaults } from "../../core/properties";

/** A group of containers. A change is a PUT that Azure takes only where no machine has to change. */
export const containerGroup = armModel({
  type: "azure-native:containerinstance:ContainerGroup",
  armType: "Microsoft.ContainerInstance/containerGroups",
  nameInput: "containerGroupName",
  path: (_, name) => `Microsoft.ContainerInstance/containerGroups/${name}`,
  createOnly: ["location"],
  accept: (world, _, inputs) => {
    refuseImages(world, inputs);
    refuseSmall(inputs);
    refuseBeyondQuota(world, inputs);
  },
  acceptUpdate: (world, resource, inputs) => {
    refuseImages(world, inputs);
    refuseEmptyVariables(inputs);
    if (JSON.stringify(fixed(resource.inputs)) === JSON.stringify(fixed(inputs))) return;
    // learn.microsoft.com/azure/container-instances/container-instances-update#limitations
    throw new AzureError(
      400,
      "InvalidContainerGroupUpdate",
      `The updates on container group '${text(resource.outputs, "name")}' are invalid. If you are going to update the os type, restart policy, network profile, CPU, memory or GPU resources for a container group, you must delete it first and then create a new one.`,
    );
  },
  // Recordings of azure-sdk-for-js, sdk/containerinstance/arm-containerinstance, have these, empty lists included.
  defaults: () => ({ osType: "Linux", restartPolicy: "Always", sku: "Standard", initContainers: [] }),
  answered: (body) => ({
    ...body,
    containers: records(body, "containers").map(answeredContainer),
    ...("volumes" in body && { volumes: records(body, "volumes").map(answeredVolume) }),
    ...("imageRegistryCredentials" in body && {
      imageRegistryCredentials: records(body, "imageRegistryCredentials").map(({ server, username }) =>
        defined({ server, username }),
      ),
    }),
  }),
  outputs: () => ({
    provisioningState: "Succeeded",
    instanceView: { events: [], state: "Running" },
    isCreatedFromStandbyPool: false,
  }),
});

/** What cannot change while the group lives. */
function fixed(inputs: Properties): Properties {
  return {
    osType: inputs["osType"] ?? "Linux",
    restartPolicy: inputs["restartPolicy"] ?? "Always",
    ipAddress: inputs["ipAddress"] ?? null,
    subnetIds: inputs["subnetIds"] ?? null,
    containers: records(inputs, "containers").map((container) => ({
      resources: record(container, "resources"),
      ports: container["ports"] ?? null,
    })),
  };
}

/**
 * A container with its state, its lists even where they are empty, and its secure variables without their values, which
 * Azure never gives back (Azure/azure-libraries-for-java#856).
 */
function answeredContainer(container: Properties): Properties {
  const environmentVariables = records(container, "environmentVariables").map(({ name, value }) =>
    defined({ name, value }),
  );
  const currentState = { state: "Running", startTime: new Date().toISOString(), detailStatus: "" };
  return {
    ...withDefaults(container, { command: [], ports: [] }),
    environmentVariables,
    instanceView: { restartCount: 0, currentState, events: [] },
  };
}

/**
 * A volume without what a secret one holds. Terraform's provider takes that from its configuration when it reads a group
 * (`flattenContainerVolumes` in hashicorp/terraform-provider-azurerm); that an empty object is left is believed.
 */
function answeredVolume(volume: Properties): Properties {
  return "secret" in volume ? { ...volume, secret: {} } : volume;
}

/**
 * A secure variable as a GET answers it has a name alone, and an update takes none such: it wants the value again, or not
 * the variable either (Azure/azure-libraries-for-java#856, which does not say in which words).
 */
function refuseEmptyVariables(inputs: Properties): void {
  const variables = records(inputs, "containers").flatMap((each) => records(each, "environmentVariables"));
  const empty = variables.find(({ value, secureValue }) => value === undefined && secureValue === undefined);
  if (empty === undefined) return;
  throw new AzureError(
    400,
    "BadRequest",
    `The environment variable '${text(empty, "name") ?? ""}' has neither a value nor a secure value.`,
  );
}

/**
 * A group's least is 1 CPU and 1 GB (learn.microsoft.com/azure/container-instances/container-instances-container-groups).
 * Half a CPU was answered with 500 (hashicorp/terraform-provider-azurerm#26925); that half a GB is, and the words, are
 * believed.
 */
function refuseSmall(inputs: Properties): void {
  if (requestedBy(inputs, "cpu") >= 1 && requestedBy(inputs, "memoryInGB") >= 1) return;
  throw new AzureError(
    500,
    "InternalServerError",
    "An internal server error occurred: the containers of a group must request at least 1 CPU and 1 GB together.",
  );
}

/** MicrosoftDocs/azure-docs#51738. */
function refuseBeyondQuota(world: World, inputs: Properties): void {
  const wanted = { ContainerGroups: 1, StandardCores: requestedBy(inputs, "cpu") };
  const exceeded = exceededQuota(world, inputs["location"], wanted);
  if (exceeded === undefined) return;
  throw new AzureError(
    409,
    "ContainerGroupQuotaReached",
    `Resource type 'Microsoft.ContainerInstance/containerGroups' container group quota '${exceeded.name}' exceeded in region '${region(String(inputs["location"]))}'. Limit: '${exceeded.limit}', Usage: '${exceeded.used}' Requested: '${exceeded.wanted}'.`,
  );
}

/**
 * Docker Hub allows an address 100 anonymous pulls in 6 hours, and Azure's are shared:
 * Azure/azure-cli#29300.
 */
function refuseImages(world: World, inputs: Properties): void {
  if (!world.limits.dockerHubExhausted) return;
  const credentials = records(inputs, "imageRegistryCredentials");
  if (credentials.length > 0) return;
  const refused = records(inputs, "containers").some((container) => fromDockerHub(text(container, "image")));
  if (!refused) return;
  throw new AzureError(
    409,
    "RegistryErrorResponse",
    "An error response is received from the docker registry 'index.docker.io'. Please retry later.",
  );
}

/** An image whose first segment is no host name comes from Docker Hub. */
function fromDockerHub(image = ""): boolean {
  const [first = "", ...rest] = image.split("/");
  return rest.length === 0 || !/[.:]/.test(first) || first === "docker.io" || first === "index.docker.io";
}
