import type { Mapper } from "./models";

/** Which of the Azure SDK's models a resource type of azure-native is sent as. */
export interface ArmResource {
  /** SDK package, without its scope. */
  readonly source: string;
  /** Class of the request's body. */
  readonly className: string;
  /** Inputs that go into the request's path; those marked `named` azure-native can name by itself. */
  readonly path: Readonly<Record<string, "required" | "named">>;
  /** Properties of the API version that azure-native calls which the newest SDK for Node 20 lacks. */
  readonly newer?: Readonly<Record<string, Mapper>>;
}

/** A path parameter that the SDK's client takes as an argument without any constraint of its own. */
export const anyText: Mapper = { required: true, type: { name: "String" } };

/** The path parameter of everything that lies in a resource group. */
export const inGroup = { resourceGroupName: "required" } as const;
