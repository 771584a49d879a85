import { BlobContainer, listStorageAccountKeysOutput, StorageAccount } from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";
import { failureHook } from "./failureHook";

/** Arguments of {@link DataLake}. */
export interface DataLakeArgs {
  /** Name of the team's resource group. */
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  /** Unique in the world, 3 to 24 lower-case letters and digits. */
  readonly accountName: pulumi.Input<string>;
  /**
   * Whether the account's keys open it, and {@link DataLake.accountKey} is read. Identities open it either way.
   * @default false
   */
  readonly sharedKeys?: boolean;
  readonly tags: Record<string, string>;
  /** Whose removal takes the account along. */
  readonly deletedWith: pulumi.Resource;
}

/** Where the Delta tables lie: an ADLS Gen2 account with one private container. */
export class DataLake extends pulumi.ComponentResource {
  /** ARM id of the account. */
  readonly accountId: pulumi.Output<string>;
  readonly accountName: pulumi.Output<string>;
  /** Root of the container, `abfss://CONTAINER@ACCOUNT.dfs.core.windows.net`. */
  readonly url: pulumi.Output<string>;
  /** Secret; undefined without `sharedKeys`. */
  readonly accountKey: pulumi.Output<string> | undefined;

  constructor(name: string, args: DataLakeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("clickstream:challenge:DataLake", name, {}, opts);
    const { resourceGroupName, sharedKeys = false } = args;
    const account = new StorageAccount(
      `${name}-account`,
      {
        resourceGroupName,
        location: args.location,
        accountName: args.accountName,
        kind: "StorageV2",
        sku: { name: "Standard_LRS" },
        accessTier: "Hot",
        isHnsEnabled: true,
        minimumTlsVersion: "TLS1_2",
        enableHttpsTrafficOnly: true,
        allowBlobPublicAccess: false,
        allowCrossTenantReplication: false,
        allowSharedKeyAccess: sharedKeys,
        // Users of SFTP, who would come in beside Entra's identities and the keys.
        isLocalUserEnabled: false,
        publicNetworkAccess: "Enabled",
        tags: args.tags,
      },
      {
        parent: this,
        deletedWith: args.deletedWith,
        hooks: { onError: [failureHook(`${name}-retry`)] },
      },
    );
    const container = new BlobContainer(
      `${name}-container`,
      { resourceGroupName, accountName: account.name, containerName: "clicks", publicAccess: "None" },
      { parent: this, deletedWith: account },
    );
    this.accountId = account.id;
    this.accountName = account.name;
    this.url = pulumi.interpolate`abfss://${container.name}@${account.name}.dfs.core.windows.net`;
    this.accountKey = sharedKeys
      ? firstKey(
          pulumi.secret(
            listStorageAccountKeysOutput({ resourceGroupName, accountName: account.name }, { parent: this }),
          ),
        )
      : undefined;
    this.registerOutputs({ accountName: this.accountName, url: this.url });
  }
}

function firstKey(answer: pulumi.Output<{ keys: { value: string }[] }>): pulumi.Output<string> {
  return answer.apply(({ keys }) => {
    const [key] = keys;
    if (!key) throw new Error("the storage account has no key");
    return key.value;
  });
}
