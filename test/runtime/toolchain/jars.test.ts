import { proxyOptions } from "../../../runtime/toolchain/jars";
import { kafkaArtifacts, sparkArtifacts } from "../../../runtime/toolchain/jarLists";

it("Java is told of the proxies that everything else is told of", () => {
  expect(
    proxyOptions({
      HTTPS_PROXY: "http://user:secret@proxy.example:3128",
      http_proxy: "https://proxy2.example",
      no_proxy: "localhost, .example.com,10.0.0.1",
    }),
  ).toEqual([
    "-Dhttp.proxyHost=proxy2.example",
    "-Dhttp.proxyPort=443",
    "-Dhttps.proxyHost=proxy.example",
    "-Dhttps.proxyPort=3128",
    "-Dhttp.nonProxyHosts=localhost|*.example.com|10.0.0.1",
  ]);
});

it("without a proxy, or with what is none, it is told nothing", () => {
  expect(proxyOptions({ no_proxy: "localhost" })).toEqual([]);
  expect(proxyOptions({ HTTPS_PROXY: "not a url" })).toEqual([]);
});

it("every jar has an exact version and is listed once", () => {
  for (const list of [kafkaArtifacts, sparkArtifacts]) {
    for (const jar of list) expect(jar).toMatch(/^[\w.]+(-[\w.]+)*:[\w.-]+:\d[\w.-]*$/);
    expect(new Set(list.map((jar) => jar.replace(/:[^:]*$/, ""))).size).toBe(list.length);
  }
});
