package clickstream.spark;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;

/** {@link LakeFileSystem} under Hadoop's second interface, which checkpoints of streams are written through. */
public final class LakeFiles extends DelegateToFileSystem {
    public LakeFiles(URI uri, Configuration configuration) throws IOException, URISyntaxException {
        super(uri, new LakeFileSystem(), configuration, "abfss", true);
    }

    /** None: Azure's names carry no port. */
    @Override
    public int getUriDefaultPort() {
        return -1;
    }
}
