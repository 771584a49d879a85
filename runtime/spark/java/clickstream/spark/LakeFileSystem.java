package clickstream.spark;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A lake on this machine under Azure's names: `abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/x` is
 * `ROOT/ACCOUNT/CONTAINER/x`, where the configuration `fs.abfss.local.root` says ROOT.
 */
public final class LakeFileSystem extends LeanLocalFileSystem {
    private URI uri;
    private File folder;

    @Override
    public void initialize(URI name, Configuration configuration) throws IOException {
        String root = configuration.get("fs.abfss.local.root");
        String authority = name.getAuthority();
        int at = authority == null ? -1 : authority.indexOf('@');
        if (root == null || at < 1) {
            throw new IOException(name + " is not abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/, or there is no lake");
        }
        String container = authority.substring(0, at);
        String account = authority.substring(at + 1).split("\\.")[0];
        uri = URI.create(name.getScheme() + "://" + authority);
        folder = new File(new File(root, account), container);
        if (!folder.isDirectory()) {
            throw new IOException("The storage account " + account + " has no container " + container);
        }
        super.initialize(name, configuration);
        setWorkingDirectory(new Path(uri.toString() + "/"));
    }

    @Override
    public URI getUri() {
        return uri;
    }

    @Override
    public String getScheme() {
        return "abfss";
    }

    @Override
    public Path getHomeDirectory() {
        return new Path("abfss", uri == null ? null : uri.getAuthority(), "/");
    }

    @Override
    protected Path getInitialWorkingDirectory() {
        return null;
    }

    @Override
    public File pathToFile(Path path) {
        checkPath(path);
        return new File(folder, makeQualified(path).toUri().getPath());
    }
}
