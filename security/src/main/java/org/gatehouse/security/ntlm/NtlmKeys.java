package org.gatehouse.security.ntlm;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.MD4Digest;
import org.gatehouse.wire.Bytes;

/// Key derivation of NTLM version 2 with extended session security ([MS-NLMP] 3.3.2 and 3.4.5).
public final class NtlmKeys {
    /// Who uses a key: messages from the client and from the server have keys of their own.
    enum Side {
        CLIENT("client-to-server"), SERVER("server-to-client");

        private final String direction;

        Side(String direction) {
            this.direction = direction;
        }

        Side other() {
            return this == CLIENT ? SERVER : CLIENT;
        }
    }

    private NtlmKeys() {}

    /// NTOWFv1, the NT hash: what a directory keeps of a password ([MS-NLMP] 3.3.1).
    public static byte[] ntHash(String password) {
        byte[] text = password.getBytes(StandardCharsets.UTF_16LE);
        var md4 = new MD4Digest();
        md4.update(text, 0, text.length);
        byte[] hash = new byte[md4.getDigestSize()];
        md4.doFinal(hash, 0);
        return hash;
    }

    /// NTOWFv2 from the NT hash ([MS-NLMP] 3.3.2). The domain's spelling counts, the user's does not.
    static byte[] responseKey(byte[] ntHash, String user, String domain) {
        return hmacMd5(ntHash, (upperCase(user) + domain).getBytes(StandardCharsets.UTF_16LE));
    }

    /// NTProofStr ([MS-NLMP] 3.3.2).
    static byte[] proof(byte[] responseKey, Bytes serverChallenge, Bytes clientChallenge) {
        return hmacMd5(responseKey, serverChallenge.toArray(), clientChallenge.toArray());
    }

    /// SessionBaseKey, with version 2 also the KeyExchangeKey ([MS-NLMP] 3.3.2 and 3.4.5.1).
    static byte[] sessionBaseKey(byte[] responseKey, byte[] proof) {
        return hmacMd5(responseKey, proof);
    }

    /// SIGNKEY ([MS-NLMP] 3.4.5.2).
    static byte[] signKey(byte[] exportedSessionKey, Side side) {
        return md5(exportedSessionKey, exportedSessionKey.length,
                "session key to " + side.direction + " signing key magic constant\0");
    }

    /// SEALKEY with extended session security ([MS-NLMP] 3.4.5.3): 128, 56 or 40 bits of the session key go in.
    static byte[] sealKey(int flags, byte[] exportedSessionKey, Side side) {
        int length = NegotiateFlags.has(flags, NegotiateFlags.KEY_128) ? 16
                : NegotiateFlags.has(flags, NegotiateFlags.KEY_56) ? 7 : 5;
        return md5(exportedSessionKey, length, "session key to " + side.direction + " sealing key magic constant\0");
    }

    /// RC4K ([MS-NLMP] 6): one-time encryption or decryption.
    static byte[] rc4(byte[] key, byte[] data) {
        byte[] out = data.clone();
        new Rc4(key).crypt(out, 0, out.length);
        return out;
    }

    static byte[] hmacMd5(byte[] key, byte[]... parts) {
        Mac mac = hmacMd5(key);
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    static Mac hmacMd5(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(key, "HmacMD5"));
            return mac;
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("this Java has no HmacMD5", failure);
        }
    }

    private static byte[] md5(byte[] key, int keyLength, String constant) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(key, 0, keyLength);
            return md5.digest(constant.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("this Java has no MD5", failure);
        }
    }

    /// Windows maps each code unit by itself; Java's text mapping would turn one into several.
    private static String upperCase(String text) {
        char[] units = text.toCharArray();
        for (int i = 0; i < units.length; i++) {
            units[i] = Character.toUpperCase(units[i]);
        }
        return new String(units);
    }
}
