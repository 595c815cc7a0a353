package org.gatehouse.security.kerberos;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// A key with the operations of the simplified profile (RFC 3961 5.3, RFC 3962).
public final class KerberosKey {
    /// A password that is turned into a key takes this many rounds unless told otherwise (RFC 3962 4).
    public static final int ROUNDS = 4096;
    static final int BLOCK = 16;
    static final int CHECKSUM_SIZE = 12;
    private static final byte[] KERBEROS = NFold.fold("kerberos".getBytes(StandardCharsets.US_ASCII), BLOCK);
    private static final int CHECKSUM_KEY = 0x99;
    private static final int ENCRYPTION_KEY = 0xaa;
    private static final int INTEGRITY_KEY = 0x55;

    private final EncryptionType type;
    private final byte[] value;

    public KerberosKey(EncryptionType type, byte[] value) {
        if (value.length != type.keyBytes()) {
            throw new IllegalArgumentException("a key of " + value.length + " bytes is none of " + type);
        }
        this.type = type;
        this.value = value.clone();
    }

    /// The key of a password (RFC 3962 4): string-to-key.
    public static KerberosKey ofPassword(EncryptionType type, char[] password, String salt, int rounds) {
        try {
            var spec = new PBEKeySpec(password, salt.getBytes(StandardCharsets.UTF_8), rounds, 8 * type.keyBytes());
            byte[] seed = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1").generateSecret(spec).getEncoded();
            return new KerberosKey(type, new KerberosKey(type, seed).derived(KERBEROS));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    public static KerberosKey random(EncryptionType type, RandomGenerator random) {
        byte[] value = new byte[type.keyBytes()];
        random.nextBytes(value);
        return new KerberosKey(type, value);
    }

    public EncryptionType type() {
        return type;
    }

    public byte[] value() {
        return value.clone();
    }

    /// The cipher for one purpose (RFC 3961 5.3).
    ///
    /// @param usage a key usage number (RFC 4120 7.5.1, RFC 4121 2)
    UsageCipher cipher(int usage) {
        return new UsageCipher(derived(constant(usage, ENCRYPTION_KEY)), derived(constant(usage, INTEGRITY_KEY)));
    }

    /// The checksum key for one purpose.
    UsageMac mac(int usage) {
        return new UsageMac(derived(constant(usage, CHECKSUM_KEY)));
    }

    /// Encrypts a message of its own: confounder, text and checksum.
    public byte[] encrypt(int usage, byte[] plain, RandomGenerator random) {
        byte[] buffer = new byte[BLOCK + plain.length];
        byte[] confounder = new byte[BLOCK];
        random.nextBytes(confounder);
        System.arraycopy(confounder, 0, buffer, 0, BLOCK);
        System.arraycopy(plain, 0, buffer, BLOCK, plain.length);
        UsageCipher cipher = cipher(usage);
        byte[] checksum = cipher.checksum().update(buffer, 0, buffer.length).sum();
        byte[] sealed = Arrays.copyOf(cipher.encrypt(buffer), buffer.length + CHECKSUM_SIZE);
        System.arraycopy(checksum, 0, sealed, buffer.length, CHECKSUM_SIZE);
        return sealed;
    }

    /// The text of an encrypted message, or nothing when it was made with another key or altered.
    public Optional<byte[]> decrypt(int usage, byte[] sealed) {
        int length = sealed.length - CHECKSUM_SIZE;
        if (length < BLOCK) {
            return Optional.empty();
        }
        UsageCipher cipher = cipher(usage);
        byte[] plain = cipher.decrypt(Arrays.copyOf(sealed, length));
        byte[] checksum = cipher.checksum().update(plain, 0, length).sum();
        return MessageDigest.isEqual(checksum, Arrays.copyOfRange(sealed, length, sealed.length))
                ? Optional.of(Arrays.copyOfRange(plain, BLOCK, length)) : Optional.empty();
    }

    private static byte[] constant(int usage, int kind) {
        return NFold.fold(ByteBuffer.allocate(5).putInt(usage).put((byte) kind).array(), BLOCK);
    }

    /// DK, of a constant that is folded already (RFC 3961 5.1).
    private byte[] derived(byte[] folded) {
        byte[] made = new byte[type.keyBytes()];
        byte[] block = folded;
        for (int at = 0; at < made.length; at += BLOCK) {
            block = UsageCipher.encrypt(value, block);
            System.arraycopy(block, 0, made, at, BLOCK);
        }
        return made;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KerberosKey key && key.type == type && MessageDigest.isEqual(key.value, value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    /// Without the key itself.
    @Override
    public String toString() {
        return type.toString();
    }
}
