/**
 * Who keeps the state elsewhere may have said how its secrets are kept, for other machines as well.
 *
 * @param backend where the state is kept; undefined: in a folder of this machine.
 * @param file the passphrase of this machine.
 * @returns the variables by which an engine finds the key of a stack's secrets.
 */
export function secretsKeyEnvironment(
  backend: string | undefined,
  file: string,
): Readonly<Record<string, string>> {
  const { PULUMI_CONFIG_PASSPHRASE: phrase, PULUMI_CONFIG_PASSPHRASE_FILE: other } = process.env;
  const isSaid = backend !== undefined && (phrase ?? other) !== undefined;
  return isSaid ? {} : { PULUMI_CONFIG_PASSPHRASE_FILE: file };
}
