import { keepToThisMachine, reachLoopbackDirectly } from "../../runtime/ownEnvironment";

it("a challenge on this machine takes no state, no sign-in and no proxy from the shell for what is here", () => {
  const environment = {
    PATH: "/usr/bin",
    PULUMI_BACKEND_URL: "s3://somewhere",
    PULUMI_ACCESS_TOKEN: "pul-1",
    PULUMI_STACK: "other",
    PULUMI_CONFIG_PASSPHRASE: "secret",
    ARM_CLIENT_SECRET: "secret",
    AZURE_CONFIG_DIR: "/home/other",
    DATABRICKS_HOST: "https://adb-1.azuredatabricks.net",
    ACTIONS_ID_TOKEN_REQUEST_URL: "https://token",
    HTTPS_PROXY: "http://proxy:3128",
    NO_PROXY: "internal, localhost",
  };
  keepToThisMachine(environment);
  expect(environment).toEqual({
    PATH: "/usr/bin",
    HTTPS_PROXY: "http://proxy:3128",
    NO_PROXY: "internal,localhost,127.0.0.1",
    no_proxy: "127.0.0.1,localhost",
  });
});

it("what operates on Azure keeps the shell's sign-in and proxy, and asks no proxy for its own engine", () => {
  const environment = { AZURE_CLIENT_ID: "id", HTTPS_PROXY: "http://proxy:3128", no_proxy: "internal" };
  reachLoopbackDirectly(environment);
  expect(environment).toEqual({
    AZURE_CLIENT_ID: "id",
    HTTPS_PROXY: "http://proxy:3128",
    no_proxy: "internal,127.0.0.1,localhost",
    NO_PROXY: "127.0.0.1,localhost",
  });
});
