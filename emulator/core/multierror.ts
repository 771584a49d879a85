/** One error as go-multierror prints it, which Pulumi's engine and its Terraform bridge put their errors in. */
export function listOfOne(message: string): string {
  return `1 error occurred:\n\t* ${message}\n\n`;
}
