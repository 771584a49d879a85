package clickstream.spark;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;

/** {@link LakeFileSystem} under Hadoop's second interface, which checkpoints of streams are written through. */
public final class LakeFiles extends DelegateToFileSystem {
    public LakeFiles(URI uri, Configuration configuration) throws IOException, URISyntaxException {
        // Hadoop wants a port of whoever says that an authority is needed; its own Abfs says so neither.
        super(uri, new LakeFileSystem(), configuration, "abfss", false);
    }

    /** None: Azure's names carry no port. */
    @Override
    public int getUriDefaultPort() {
        return -1;
    }
}
