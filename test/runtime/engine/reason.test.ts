import { reasonOf } from "../../../runtime/engine/reason";

describe("the reason of an engine's failure", () => {
  // As Pulumi 3.259 ends on a full disk.
  const command =
    "Command failed with exit code 1: /work/.local/engine/bin/pulumi refresh --yes --client=127.0.0.1:38471";
  const said =
    "2 errors occurred:\n    1) write /work/state/local.json.tmp: no space left on device\n    2) Unknown";

  it("is what the engine says, without its command line, and once", () => {
    const stderr = `${command}\nerror: ${said}\n`;
    expect(reasonOf(new Error(`code: -2\n stdout: \n stderr: ${stderr}\n err?: Error: ${stderr}\n`))).toBe(
      said,
    );
  });

  it("ends where the text does", () => {
    expect(reasonOf(new Error(`${command}\nerror: ${said}`))).toBe(said);
  });

  it("is the whole text where the engine says nothing", () => {
    expect(reasonOf(new Error("spawn pulumi ENOENT"))).toBe("spawn pulumi ENOENT");
    expect(reasonOf("gone")).toBe("gone");
  });
});
