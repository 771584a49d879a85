package clickstream.spark;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;

/** {@link LeanLocalFileSystem} under Hadoop's second interface, which checkpoints of streams are written through. */
public final class LeanLocalFiles extends DelegateToFileSystem {
    public LeanLocalFiles(URI uri, Configuration configuration) throws IOException, URISyntaxException {
        super(URI.create("file:///"), new LeanLocalFileSystem(), configuration, "file", false);
    }

    @Override
    public boolean isValidName(String path) {
        return true;
    }
}
