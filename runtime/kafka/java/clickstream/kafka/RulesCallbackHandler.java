package clickstream.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.MessageDigest;
import java.security.Security;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;

/**
 * Decides which rule a connection string belongs to. Two options of the listener's JAAS entry say against what:
 * {@code namespace}, the host name, and {@code rules}, a file with a line {@code HUB/RULE=KEY} for every
 * authorization rule. The file is read at each authentication: a rule that is added or removed counts from then on.
 */
public final class RulesCallbackHandler implements AuthenticateCallbackHandler {
    static {
        // Before Kafka's own provider of the same mechanism, which serves the listeners that have another handler.
        Security.insertProviderAt(new ConnectionStringProvider(), 1);
    }

    private String namespace;
    private Path rules;

    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
        Map<String, ?> options = ((AppConfigurationEntry) entries.get(0)).getOptions();
        namespace = (String) options.get("namespace");
        rules = Paths.get((String) options.get("rules"), new String[0]);
    }

    /** The principal of a rule is HUB/RULE: rules of two hubs may have the same name. */
    String principalOf(String password) {
        ConnectionString given = new ConnectionString(password);
        if (!given.host.equalsIgnoreCase(namespace)) {
            throw new SaslAuthenticationException(
                "The connection string is for " + given.host + ", this is " + namespace + ".");
        }
        String principal = given.hub + "/" + given.ruleName;
        String key = keyOf(principal);
        if (key == null) {
            throw new SaslAuthenticationException(
                "The hub " + given.hub + " of " + namespace + " has no authorization rule " + given.ruleName + ".");
        }
        if (!MessageDigest.isEqual(
            key.getBytes(StandardCharsets.UTF_8), given.key.getBytes(StandardCharsets.UTF_8))) {
            throw new SaslAuthenticationException(
                "The SharedAccessKey is not the one of the authorization rule " + given.ruleName
                    + " of the hub " + given.hub + ".");
        }
        return principal;
    }

    private String keyOf(String principal) {
        try {
            String start = principal + "=";
            for (String line : Files.readString(rules).split("\n")) {
                if (line.startsWith(start)) return line.substring(start.length());
            }
            return null;
        } catch (IOException e) {
            throw new SaslAuthenticationException("The broker cannot read its authorization rules.", e);
        }
    }

    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        throw new UnsupportedCallbackException(callbacks[0]);
    }

    public void close() {
    }
}
