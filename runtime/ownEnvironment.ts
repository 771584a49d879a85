/** What signs in to clouds, or tells Pulumi where its state is: a challenge on this machine has its own of each. */
const FOREIGN = /^(?:PULUMI|ARM|AZURE|DATABRICKS|ACTIONS_ID_TOKEN_REQUEST)_/;
const loopback = ["127.0.0.1", "localhost"];

/**
 * Makes a shell's environment one for a challenge on this machine: whatever the shell is set up for, nothing of it
 * reaches another cloud or another installation's state, and no proxy is asked for what is here.
 */
export function keepToThisMachine(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment))
    if (FOREIGN.test(name)) Reflect.deleteProperty(environment, name);
  reachLoopbackDirectly(environment);
}

/** Has no proxy asked for what is on this machine, such as an engine's own ports. */
export function reachLoopbackDirectly(environment: NodeJS.ProcessEnv): void {
  // Some programs read the one, some the other, and gRPC's client asks a proxy even for loopback.
  for (const name of ["no_proxy", "NO_PROXY"]) {
    const direct = (environment[name] ?? "").split(",").map((host) => host.trim());
    environment[name] = [...new Set([...direct, ...loopback])].filter((host) => host !== "").join(",");
  }
}
