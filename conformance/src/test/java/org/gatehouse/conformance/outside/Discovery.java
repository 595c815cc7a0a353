package org.gatehouse.conformance.outside;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.client.HttpsConnection;
import org.gatehouse.security.certificates.TrustedRoots;

/// Asks Autodiscover in plain XML for the server of somebody's mailbox, as a client that makes or repairs a profile.
final class Discovery {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Pattern SERVER = Pattern.compile("<Type>EXCH</Type><Server>([^<]+)</Server>");

    private Discovery() {}

    /// The `Server` of the EXCH section.
    ///
    /// @param host a name in the certificate of the server there
    /// @param root the authority's certificate
    static String server(InetSocketAddress https, String host, Path root, String address, String password)
            throws IOException {
        byte[] request = """
                <?xml version="1.0" encoding="utf-8"?>
                <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
                  <Request>
                    <EMailAddress>%s</EMailAddress>
                    <AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema\
                /2006a</AcceptableResponseSchema>
                  </Request>
                </Autodiscover>
                """.formatted(address).getBytes(UTF_8);
        String signIn = Base64.getEncoder().encodeToString((address + ":" + password).getBytes(UTF_8));
        try (HttpsConnection connection = HttpsConnection.open(https, host, TrustedRoots.inFile(root), TIMEOUT)) {
            String answer = new String(connection.post("/autodiscover/autodiscover.xml", Map.of("Authorization",
                    "Basic " + signIn, "Content-Type", "text/xml; charset=utf-8"), request).body(), UTF_8);
            Matcher server = SERVER.matcher(answer);
            if (!server.find()) {
                throw new IOException("Autodiscover did not tell of a server: " + answer);
            }
            return server.group(1);
        }
    }
}
