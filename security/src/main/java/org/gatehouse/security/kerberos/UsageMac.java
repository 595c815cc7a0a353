package org.gatehouse.security.kerberos;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA1-96 for one usage of a key (RFC 3961 5.4). Not thread-safe.
final class UsageMac {
    private final Mac mac;

    UsageMac(byte[] key) {
        try {
            mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    UsageMac update(byte[] source, int from, int to) {
        mac.update(source, from, to - from);
        return this;
    }

    /// The twelve octets over all updates since the last sum.
    byte[] sum() {
        return Arrays.copyOf(mac.doFinal(), KerberosKey.CHECKSUM_SIZE);
    }
}
