/** A VM size as `Microsoft.Compute/skus` lists it (azure-rest-api-specs, compute, Skus/stable/2021-07-01/skus.json). */
export interface VmSize {
  readonly name: string;
  /** As quotas name it, too. */
  readonly family: string;
  readonly vcpus: number;
}

const size = (name: string, family: string, vcpus: number): VmSize => ({ name, family, vcpus });

/** Those that a region offers by default; the real list has hundreds. */
export const vmSizes: readonly VmSize[] = [
  size("Standard_D2ds_v5", "standardDDSv5Family", 2),
  size("Standard_D4ds_v5", "standardDDSv5Family", 4),
  size("Standard_D8ds_v5", "standardDDSv5Family", 8),
  size("Standard_D16ds_v5", "standardDDSv5Family", 16),
  size("Standard_D4s_v3", "standardDSv3Family", 4),
  size("Standard_E4ds_v5", "standardEDSv5Family", 4),
];

/** @returns the family of a VM size's quota; undefined for a size that is not listed. */
export function familyOf(nodeType: string): string | undefined {
  return vmSizes.find(({ name }) => name.toLowerCase() === nodeType.toLowerCase())?.family;
}
