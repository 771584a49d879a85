/**
 * Who keeps the state elsewhere may have said how its secrets are kept, for other machines as well.
 *
 * @param backend where the state is kept; undefined: in a folder of this machine.
 * @returns whether an engine finds the key of a stack's secrets by the person's own environment.
 */
export function hasOwnSecretsKey(backend: string | undefined): boolean {
  const { PULUMI_CONFIG_PASSPHRASE: phrase, PULUMI_CONFIG_PASSPHRASE_FILE: file } = process.env;
  return backend !== undefined && (phrase ?? file) !== undefined;
}
