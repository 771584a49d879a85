package clickstream.spark;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local file system without what makes Hadoop's own slow in a stream of small commits: no second file with
 * checksums for each file, and no `chmod` process for each new file.
 */
public class LeanLocalFileSystem extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) {
        // Whoever may read the folder may read what is in it.
    }

    /**
     * Never replaces a file, and of two that try to create the same one exactly one succeeds: Delta Lake's commits
     * rely on that. A link can be created once; a rename would replace.
     */
    @Override
    public boolean rename(Path source, Path target) throws IOException {
        File from = pathToFile(source);
        File to = pathToFile(target);
        if (!from.isFile() || to.isDirectory()) {
            return super.rename(source, target);
        }
        try {
            Files.createLink(to.toPath(), from.toPath());
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        Files.delete(from.toPath());
        return true;
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        try {
            return statusOf(path, pathToFile(path));
        } catch (NoSuchFileException e) {
            throw new FileNotFoundException("File " + path + " does not exist");
        }
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        File file = pathToFile(path);
        String[] names = file.list();
        if (names == null) {
            return new FileStatus[] {getFileStatus(path)};
        }
        List found = new ArrayList(names.length);
        for (int i = 0; i < names.length; i++) {
            try {
                found.add(statusOf(new Path(path, new Path(null, null, names[i])), new File(file, names[i])));
            } catch (NoSuchFileException e) {
                // Removed since it was listed.
            }
        }
        return (FileStatus[]) found.toArray(new FileStatus[0]);
    }

    private FileStatus statusOf(Path path, File file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file.toPath(), BasicFileAttributes.class, new LinkOption[0]);
        return new FileStatus(
                attributes.isDirectory() ? 0L : attributes.size(),
                attributes.isDirectory(),
                1,
                getDefaultBlockSize(path),
                attributes.lastModifiedTime().toMillis(),
                makeQualified(path));
    }
}
