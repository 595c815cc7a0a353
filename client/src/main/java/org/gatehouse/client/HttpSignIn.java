package org.gatehouse.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.security.ntlm.NtlmInitiator;
import org.gatehouse.wire.Bytes;

/// How a request over HTTP says who sends it.
public enum HttpSignIn {
    /// RFC 7617.
    BASIC,
    /// Of the connection, by an exchange before the request ([MS-NTHT] 3.1.5).
    NTLM;

    private static final int UNAUTHORIZED = 401;

    /// The value of a request's `Authorization`.
    ///
    /// @param method of the request, with which the exchange is made too
    /// @param target path and query
    String authorization(HttpsConnection connection, Account account, String method, String target,
            Map<String, String> fields) throws IOException {
        return switch (this) {
            case BASIC -> basic(account);
            case NTLM -> ntlm(connection, account, method, target, fields);
        };
    }

    static String basic(Account account) {
        return "Basic " + Base64.getEncoder().encodeToString(
                (account.domain() + "\\" + account.user() + ":" + account.password()).getBytes(UTF_8));
    }

    /// Asks with an empty body, as [MS-RPCH] clients do: a refused one would be 1 GiB long.
    private static String ntlm(HttpsConnection connection, Account account, String method, String target,
            Map<String, String> fields) throws IOException {
        NtlmInitiator initiator = RpcConnection.initiator(account);
        var asked = new LinkedHashMap<>(fields);
        asked.put("Authorization", token(initiator.negotiate()));
        HttpsConnection.Answer answer = connection.ask(method, target, asked, new byte[0]);
        String challenge = answer.fields().getOrDefault("WWW-Authenticate", List.of()).stream()
                .filter(field -> answer.status() == UNAUTHORIZED && field.startsWith("NTLM ")).findFirst().orElseThrow(
                        () -> new IOException("no challenge but status " + answer.status()));
        Bytes token = Bytes.wrap(Base64.getDecoder().decode(challenge.substring("NTLM ".length())));
        return token(initiator.authenticate(token).token());
    }

    private static String token(Bytes token) {
        return "NTLM " + Base64.getEncoder().encodeToString(token.toArray());
    }
}
