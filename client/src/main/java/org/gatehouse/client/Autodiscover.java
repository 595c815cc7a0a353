package org.gatehouse.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks for a mailbox as Outlook does when it makes or repairs a profile: by the owner's address, over HTTPS, with
/// Basic ([MS-OXDSCLI] 3.1.4).
public final class Autodiscover {
    private static final Pattern SERVER = Pattern.compile("<Type>EXCH</Type><Server>([^<]+)</Server>");

    private Autodiscover() {}

    /// The server that the owner is told to use: the `Server` of the EXCH section.
    ///
    /// @throws IOException with the whole answer when it tells of none
    public static String server(HttpsConnection connection, String address, String password) throws IOException {
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
        String answer = new String(connection.post("/autodiscover/autodiscover.xml", Map.of(
                "Authorization", "Basic " + signIn, "Content-Type", "text/xml; charset=utf-8"), request).body(), UTF_8);
        Matcher server = SERVER.matcher(answer);
        if (!server.find()) {
            throw new IOException("Autodiscover did not tell of a server: " + answer);
        }
        return server.group(1);
    }
}
