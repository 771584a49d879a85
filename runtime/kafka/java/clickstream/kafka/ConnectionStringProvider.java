package clickstream.kafka;

import java.security.Provider;

/** Makes {@link ConnectionStringSaslServer} known to Java. */
public final class ConnectionStringProvider extends Provider {
    private static final long serialVersionUID = 1L;

    public ConnectionStringProvider() {
        super("ConnectionString", "1", "SASL PLAIN with Event Hubs' connection strings");
        put("SaslServerFactory.PLAIN", "clickstream.kafka.ConnectionStringSaslServer$Factory");
    }
}
