package org.gatehouse.edge.dns;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import javax.crypto.spec.SecretKeySpec;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;

/// A key that two DNS servers share to sign updates (RFC 8945).
///
/// @param name as both sides call it, such as `gatehouse-update`
/// @param algorithm `hmac-sha256`, `hmac-sha384` or `hmac-sha512`
/// @param secret the key's bytes
public record TsigKey(String name, String algorithm, byte[] secret) {
    public TsigKey {
        secret = secret.clone();
        if (!algorithm.matches("hmac-sha(256|384|512)")) {
            throw new IllegalArgumentException("TSIG algorithm " + algorithm
                    + " is not taken: use hmac-sha256, hmac-sha384 or hmac-sha512");
        }
    }

    /// From the form in which configurations hold secrets.
    public static TsigKey ofBase64(String name, String algorithm, String secret) {
        return new TsigKey(name, algorithm, Base64.getDecoder().decode(secret));
    }

    Name keyName() {
        return Names.absolute(name);
    }

    TSIG signer(InstantSource clock) {
        String mac = "HmacSHA" + algorithm.substring("hmac-sha".length());
        return new TSIG(Names.absolute(algorithm), keyName(), new SecretKeySpec(secret, mac),
                clock.withZone(ZoneOffset.UTC));
    }

    /// Never shows the secret.
    @Override
    public String toString() {
        return "TsigKey[" + name + ", " + algorithm + "]";
    }
}
