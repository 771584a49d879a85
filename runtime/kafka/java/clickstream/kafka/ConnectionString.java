package clickstream.kafka;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.errors.SaslAuthenticationException;

/** The connection string that an Event Hubs client sends as its password. */
final class ConnectionString {
    final String host;
    final String ruleName;
    final String key;
    final String hub;

    /** Parses one; says what is wrong with it, and never repeats the key. */
    ConnectionString(String text) {
        Map<String, String> parts = partsOf(text);
        if (parts.containsKey("sharedaccesssignature")) {
            throw new SaslAuthenticationException(
                "The connection string carries a SharedAccessSignature: Kafka clients need SharedAccessKeyName and SharedAccessKey.");
        }
        host = hostOf(required(parts, "Endpoint"));
        ruleName = required(parts, "SharedAccessKeyName");
        key = required(parts, "SharedAccessKey");
        hub = required(parts, "EntityPath");
    }

    private static Map<String, String> partsOf(String text) {
        Map<String, String> parts = new HashMap<String, String>();
        for (String part : text.split(";")) {
            if (part.trim().isEmpty()) continue;
            // Keys are base64 and may end with '=': only the first one separates.
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw new SaslAuthenticationException(
                    "The password is not an Event Hubs connection string: a part of it has no '='.");
            }
            String name = part.substring(0, equals).trim();
            if (parts.put(name.toLowerCase(), part.substring(equals + 1).trim()) != null) {
                throw new SaslAuthenticationException(
                    "The connection string gives " + name + " twice"
                        + (name.equalsIgnoreCase("EntityPath")
                            ? ": the connection string of a hub's own rule already ends with it."
                            : "."));
            }
        }
        return parts;
    }

    private static String required(Map<String, String> parts, String name) {
        String value = (String) parts.get(name.toLowerCase());
        if (value == null || value.isEmpty()) {
            throw new SaslAuthenticationException("The connection string has no " + name + ".");
        }
        return value;
    }

    private static String hostOf(String endpoint) {
        try {
            URI uri = URI.create(endpoint);
            if ("sb".equals(uri.getScheme()) && uri.getHost() != null) return uri.getHost();
        } catch (IllegalArgumentException notAUri) {
            // Refused below, with what was given.
        }
        throw new SaslAuthenticationException(
            "The connection string's Endpoint is '" + endpoint + "': it must be sb://NAMESPACE.servicebus.windows.net/.");
    }
}
