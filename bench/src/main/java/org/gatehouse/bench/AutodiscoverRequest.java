package org.gatehouse.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.client.Account;
import org.gatehouse.client.HttpsConnection;
import org.gatehouse.security.ntlm.NtlmInitiator;
import org.gatehouse.security.ntlm.NtlmKeys;
import org.gatehouse.wire.Bytes;

/// Autodiscover as Outlook asks it: for the owner's mailbox by address, in the outlook schema, with the capability of
/// MAPI over HTTP ([MS-OXDSCLI] 2.2.3.1, 2.2.2.1).
final class AutodiscoverRequest {
    private static final String PATH = "/autodiscover/autodiscover.xml";
    private static final String AUTHORIZATION = "Authorization";

    private final byte[] body;
    private final Account account;

    AutodiscoverRequest(Account account) {
        this.account = account;
        this.body = """
                <?xml version="1.0" encoding="utf-8"?>
                <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
                  <Request>
                    <EMailAddress>%s@%s</EMailAddress>
                    <AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema\
                /2006a</AcceptableResponseSchema>
                  </Request>
                </Autodiscover>
                """.formatted(account.user(), BenchOrganization.DOMAIN).getBytes(UTF_8);
    }

    /// Signs in with the request itself.
    void withBasic(HttpsConnection connection) throws IOException {
        String pair = account.domain() + "\\" + account.user() + ":" + account.password();
        answered(post(connection, Optional.of("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)))));
    }

    /// On a connection that is signed in.
    void again(HttpsConnection connection) throws IOException {
        answered(post(connection, Optional.empty()));
    }

    /// Signs the connection in ([MS-NTHT] 3.1.5).
    void signInByNtlm(HttpsConnection connection) throws IOException {
        var initiator = new NtlmInitiator(new NtlmInitiator.Account(account.domain(), account.user(),
                NtlmKeys.ntHash(account.password()), ""), NtlmInitiator.FULL_PROTECTION, null, InstantSource.system(),
                new SecureRandom());
        HttpsConnection.Answer asked = post(connection, Optional.of(ntlm(initiator.negotiate())));
        String challenge = asked.fields().getOrDefault("WWW-Authenticate", List.of()).stream()
                .filter(field -> field.startsWith("NTLM ")).findFirst().orElseThrow(
                        () -> new IOException("no challenge but status " + asked.status()));
        Bytes token = Bytes.wrap(Base64.getDecoder().decode(challenge.substring("NTLM ".length())));
        answered(post(connection, Optional.of(ntlm(initiator.authenticate(token).token()))));
    }

    private static String ntlm(Bytes token) {
        return "NTLM " + Base64.getEncoder().encodeToString(token.toArray());
    }

    private HttpsConnection.Answer post(HttpsConnection connection, Optional<String> authorization)
            throws IOException {
        Map<String, String> fields = new HashMap<>(Map.of("Content-Type", "text/xml; charset=utf-8",
                "X-MapiHttpCapability", "1", "User-Agent", "Microsoft Office/16.0 (Microsoft Outlook 16.0)"));
        authorization.ifPresent(value -> fields.put(AUTHORIZATION, value));
        return connection.post(PATH, fields, body);
    }

    private static void answered(HttpsConnection.Answer answer) throws IOException {
        String text = new String(answer.body(), UTF_8);
        if (answer.status() != 200 || !text.contains("<Type>EXCH</Type>")) {
            throw new IOException("Autodiscover answered with status " + answer.status() + ": " + text);
        }
    }
}
