import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { folderIn, removeFolderIn } from "../../runtime/ownFolder";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "own-folder-"));
  await mkdir(join(root, "challenges", "red", "lake"), { recursive: true });
  await writeFile(join(root, "kept"), "kept");
});
afterEach(() => rm(root, { recursive: true }));

describe("a folder of one's own", () => {
  it.each(["..", ".", "", "../toolchain", "red/lake", "red/..", "red/", "/", "/tmp", "a\0/b"])(
    "is refused where its name leads elsewhere: %j",
    async (name) => {
      const challenges = join(root, "challenges");
      expect(() => folderIn(challenges, name)).toThrow(
        `"${name}" is not a valid name for a folder in ${challenges}`,
      );
      await expect(removeFolderIn(challenges, name)).rejects.toThrow("is not a valid name");
      await expect(removeFolderIn(challenges, "red", name)).rejects.toThrow("is not a valid name");
      expect(await readdir(root, { recursive: true })).toEqual(
        expect.arrayContaining(["kept", join("challenges", "red", "lake")]),
      );
    },
  );

  it("lies directly in its parent, whatever accepted name it has", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (name) => {
        let path: string;
        try {
          path = folderIn("/challenges", name);
        } catch {
          return;
        }
        expect([dirname(path), path]).toEqual(["/challenges", `/challenges/${name}`]);
      }),
    );
  });

  it("goes with all that is in it, and nothing that a link in it leads to", async () => {
    await symlink(root, join(root, "challenges", "red", "up"));
    await removeFolderIn(join(root, "challenges"), "red");
    await removeFolderIn(join(root, "challenges"), "red");
    expect((await readdir(root, { recursive: true })).sort()).toEqual(["challenges", "kept"]);
  });
});
