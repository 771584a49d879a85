import type { Properties } from "../../core/cloudApi";
import { armModel } from "../../core/arm";
import { AzureError } from "../../core/errors";
import type { World } from "../../core/model";
import { defined, record, records, text } from "../../core/properties";

/** A group of containers. A change is a PUT that Azure takes only where no machine has to change. */
export const containerGroup = armModel({
  type: "azure-native:containerinstance:ContainerGroup",
  armType: "Microsoft.ContainerInstance/containerGroups",
  nameInput: "containerGroupName",
  path: (_, name) => `Microsoft.ContainerInstance/containerGroups/${name}`,
  replaces: ["resourceGroupName", "containerGroupName", "location"],
  accept: (world, _, inputs) => refuseImages(world, inputs),
  acceptUpdate: (world, resource, inputs) => {
    refuseImages(world, inputs);
    if (JSON.stringify(fixed(resource.inputs)) === JSON.stringify(fixed(inputs))) return;
    // learn.microsoft.com/azure/container-instances/container-instances-update#limitations
    throw new AzureError(
      400,
      "InvalidContainerGroupUpdate",
      `The updates on container group '${text(resource.outputs, "name")}' are invalid. If you are going to update the os type, restart policy, network profile, CPU, memory or GPU resources for a container group, you must delete it first and then create a new one.`,
    );
  },
  outputs: (_, __, inputs) => ({
    provisioningState: "Succeeded",
    containers: records(inputs, "containers").map(withoutSecrets),
    imageRegistryCredentials: records(inputs, "imageRegistryCredentials").map(({ server, username }) =>
      defined({ server, username }),
    ),
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

/** Azure never gives a secure value back. */
function withoutSecrets(container: Properties): Properties {
  const environmentVariables = records(container, "environmentVariables").map(({ name, value }) =>
    defined({ name, value }),
  );
  return { ...container, environmentVariables };
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
