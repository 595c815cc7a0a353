package org.gatehouse.security.kerberos;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES in CBC mode with ciphertext stealing, no initial vector, and the checksum that goes with it, for one usage of a
/// key (RFC 3962 5 and 6). Not thread-safe.
final class UsageCipher {
    private static final int BLOCK = KerberosKey.BLOCK;
    private static final IvParameterSpec ZERO = new IvParameterSpec(new byte[BLOCK]);

    private final SecretKeySpec key;
    private final Cipher cipher;
    private final UsageMac mac;

    UsageCipher(byte[] encryptionKey, byte[] integrityKey) {
        this.key = new SecretKeySpec(encryptionKey, "AES");
        this.cipher = cbc();
        this.mac = new UsageMac(integrityKey);
    }

    /// The checksum over what is encrypted, begun anew.
    UsageMac checksum() {
        return mac;
    }

    /// Encrypts a block or more; the result has the same length.
    byte[] encrypt(byte[] plain) {
        int blocks = blocks(plain);
        byte[] whole = run(Cipher.ENCRYPT_MODE, Arrays.copyOf(plain, blocks * BLOCK));
        if (blocks == 1) {
            return whole;
        }
        // The last two blocks change places and the one that is last then is cut.
        int last = (blocks - 1) * BLOCK;
        byte[] stolen = Arrays.copyOfRange(whole, last - BLOCK, last);
        System.arraycopy(whole, last, whole, last - BLOCK, BLOCK);
        System.arraycopy(stolen, 0, whole, last, BLOCK);
        return Arrays.copyOf(whole, plain.length);
    }

    byte[] decrypt(byte[] sealed) {
        int blocks = blocks(sealed);
        if (blocks == 1) {
            return run(Cipher.DECRYPT_MODE, sealed);
        }
        int last = (blocks - 1) * BLOCK;
        int tail = sealed.length - last;
        // The block before the last, decrypted alone, holds the end of the last text block under the cut block.
        byte[] mixed = run(Cipher.DECRYPT_MODE, Arrays.copyOfRange(sealed, last - BLOCK, last));
        byte[] whole = Arrays.copyOf(sealed, last);
        System.arraycopy(sealed, last, whole, last - BLOCK, tail);
        System.arraycopy(mixed, tail, whole, last - BLOCK + tail, BLOCK - tail);
        byte[] plain = Arrays.copyOf(run(Cipher.DECRYPT_MODE, whole), sealed.length);
        for (int index = 0; index < tail; index++) {
            plain[last + index] = (byte) (mixed[index] ^ sealed[last + index]);
        }
        return plain;
    }

    /// One block under a key.
    static byte[] encrypt(byte[] key, byte[] block) {
        try {
            Cipher cipher = cbc();
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), ZERO);
            return cipher.doFinal(block);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private byte[] run(int mode, byte[] blocks) {
        try {
            cipher.init(mode, key, ZERO);
            return cipher.doFinal(blocks);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static int blocks(byte[] text) {
        if (text.length < BLOCK) {
            throw new IllegalArgumentException("less than a block");
        }
        return (text.length + BLOCK - 1) / BLOCK;
    }

    private static Cipher cbc() {
        try {
            return Cipher.getInstance("AES/CBC/NoPadding");
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
