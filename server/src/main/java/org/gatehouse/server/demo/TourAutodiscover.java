package org.gatehouse.server.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.client.HttpsConnection;
import org.gatehouse.server.demo.DemoPlan.Person;
import org.gatehouse.server.demo.Tour.StepFailed;

/// Asks for a mailbox as Outlook does: by the owner's address, over HTTPS, with Basic ([MS-OXDSCLI] 3.1.4).
final class TourAutodiscover {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Pattern SERVER = Pattern.compile("<Type>EXCH</Type><Server>([^<]+)</Server>");

    private final DemoOrganization organization;

    TourAutodiscover(DemoOrganization organization) {
        this.organization = organization;
    }

    /// The server that the owner of a mailbox is told to use.
    String serverOf(Person person) throws IOException, StepFailed {
        String signIn = person.upn() + ":" + organization.password(person.account());
        byte[] request = """
                <?xml version="1.0" encoding="utf-8"?>
                <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
                  <Request>
                    <EMailAddress>%s</EMailAddress>
                    <AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema\
                /2006a</AcceptableResponseSchema>
                  </Request>
                </Autodiscover>
                """.formatted(person.upn()).getBytes(UTF_8);
        try (HttpsConnection connection = organization.https(TIMEOUT)) {
            String answer = new String(connection.post("/autodiscover/autodiscover.xml", Map.of(
                    "Authorization", "Basic " + Base64.getEncoder().encodeToString(signIn.getBytes(UTF_8)),
                    "Content-Type", "text/xml; charset=utf-8"), request).body(), UTF_8);
            Matcher server = SERVER.matcher(answer);
            if (!server.find()) {
                throw new StepFailed("Autodiscover did not tell of a server: " + answer);
            }
            return server.group(1);
        }
    }
}
