package org.gatehouse.security.certificates;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Locale;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// Ties a sign-in to the TLS channel that it runs in, so that it cannot be relayed from another one.
public final class ChannelBindings {
    private ChannelBindings() {}

    /// The hash of a `ChannelBinding`: MD5 over gss_channel_bindings_struct (RFC 4121 4.1.1.2, RFC 2744 3.11)
    /// whose application data is `tls-server-end-point:` and the hash of the server's certificate (RFC 5929 4).
    public static Bytes tlsServerEndPoint(X509Certificate server) {
        try {
            byte[] prefix = "tls-server-end-point:".getBytes(StandardCharsets.US_ASCII);
            byte[] hash = MessageDigest.getInstance(digest(server.getSigAlgName())).digest(server.getEncoded());
            byte[] struct = new ByteWriter().zeros(16).i32(prefix.length + hash.length).bytes(prefix).bytes(hash)
                    .toArray();
            return Bytes.wrap(MessageDigest.getInstance("MD5").digest(struct));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("cannot hash the server's certificate", failure);
        }
    }

    /// The hash of the certificate's signature, but SHA-256 in place of MD5 and SHA-1 (RFC 5929 4.1).
    private static String digest(String signatureAlgorithm) {
        String name = signatureAlgorithm.toUpperCase(Locale.ROOT);
        if (name.startsWith("SHA384")) {
            return "SHA-384";
        }
        return name.startsWith("SHA512") ? "SHA-512" : "SHA-256";
    }
}
