package org.gatehouse.web.http;

import java.util.List;
import java.util.Optional;

/// How a client may prove who it is, in the order in which they are offered, the strongest first (RFC 9110 11.1).
public enum Scheme {
    /// SPNEGO with Kerberos or NTLM, bound to the connection (RFC 4559).
    NEGOTIATE("Negotiate", true),
    /// NTLM, bound to the connection ([MS-NTHT] 2.1).
    NTLM("NTLM", true),
    /// OAuth 2 access tokens (RFC 6750).
    BEARER("Bearer", false),
    /// User name and password, over TLS only (RFC 7617).
    BASIC("Basic", false);

    private static final List<Scheme> ALL = List.of(values());

    private final String word;
    private final boolean connectionBound;

    Scheme(String word, boolean connectionBound) {
        this.word = word;
        this.connectionBound = connectionBound;
    }

    /// As it stands in header fields.
    public String word() {
        return word;
    }

    /// Whether it signs a connection in rather than a request. HTTP/2 cannot carry it (RFC 9113 9.2.3, RFC 4559 6).
    boolean connectionBound() {
        return connectionBound;
    }

    static Optional<Scheme> of(String word) {
        for (Scheme scheme : ALL) {
            if (scheme.word.equalsIgnoreCase(word)) {
                return Optional.of(scheme);
            }
        }
        return Optional.empty();
    }
}
