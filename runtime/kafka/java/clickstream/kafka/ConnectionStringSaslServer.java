package clickstream.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;
import org.apache.kafka.common.errors.SaslAuthenticationException;

/**
 * SASL PLAIN as Event Hubs speaks it: every client's user is {@code $ConnectionString}, and the password tells who
 * it is. Kafka's own PLAIN would make them all one user.
 */
final class ConnectionStringSaslServer implements SaslServer {
    private static final String USER = "$ConnectionString";

    private final RulesCallbackHandler handler;
    private String principal;

    private ConnectionStringSaslServer(RulesCallbackHandler handler) {
        this.handler = handler;
    }

    public byte[] evaluateResponse(byte[] response) {
        // RFC 4616: authorization id, NUL, user, NUL, password.
        String[] tokens = new String(response, StandardCharsets.UTF_8).split("\u0000", -1);
        if (tokens.length != 3) {
            throw new SaslAuthenticationException("The client's answer is not one of SASL PLAIN.");
        }
        if (!USER.equals(tokens[1])) {
            throw new SaslAuthenticationException(
                "The user is '" + tokens[1] + "': it must be " + USER + ", with the connection string as the password.");
        }
        principal = handler.principalOf(tokens[2]);
        return new byte[0];
    }

    public String getMechanismName() {
        return "PLAIN";
    }

    public boolean isComplete() {
        return principal != null;
    }

    public String getAuthorizationID() {
        return principal;
    }

    public Object getNegotiatedProperty(String name) {
        return null;
    }

    public byte[] unwrap(byte[] incoming, int offset, int length) throws SaslException {
        throw new SaslException("PLAIN protects nothing after the authentication.");
    }

    public byte[] wrap(byte[] outgoing, int offset, int length) throws SaslException {
        throw new SaslException("PLAIN protects nothing after the authentication.");
    }

    public void dispose() {
    }

    /** Public, with a public constructor, because the security provider creates it by its name. */
    public static final class Factory implements SaslServerFactory {
        public SaslServer createSaslServer(
            String mechanism, String protocol, String serverName, Map<String, ?> properties, CallbackHandler handler) {
            // Null lets the next provider answer, which is Kafka's.
            return handler instanceof RulesCallbackHandler
                ? new ConnectionStringSaslServer((RulesCallbackHandler) handler)
                : null;
        }

        public String[] getMechanismNames(Map<String, ?> properties) {
            return new String[] {"PLAIN"};
        }
    }
}
