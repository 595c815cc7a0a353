package org.gatehouse.directory;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.gatehouse.directory.DirectoryException.Reason;

/// Encrypts secrets at rest with AES-256-GCM; each is bound to its owner, so that it cannot be moved to another.
public final class SecretBox {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;
    private final SecretKey key;
    private final SecureRandom random;

    public SecretBox(SecretKey key, SecureRandom random) {
        this.key = key;
        this.random = random;
    }

    /// The key in a file, made with mode 600 when there is none.
    public static SecretKey keyFile(Path file, SecureRandom random) {
        try {
            byte[] key = new byte[KEY_BYTES];
            random.nextBytes(key);
            var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            try (var channel = Files.newByteChannel(file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SYNC), mode)) {
                channel.write(java.nio.ByteBuffer.wrap(key));
            } catch (FileAlreadyExistsException _) {
                key = Files.readAllBytes(file);
            }
            if (key.length != KEY_BYTES) {
                throw new DirectoryException(Reason.UNAVAILABLE, "The key file " + file + " holds " + key.length
                        + " bytes instead of " + KEY_BYTES + ". Put back the file this directory was made with.");
            }
            return new SecretKeySpec(key, "AES");
        } catch (IOException failure) {
            throw new DirectoryException(Reason.UNAVAILABLE, "The key file " + file + " cannot be used: "
                    + failure.getMessage(), failure);
        }
    }

    byte[] seal(byte[] secret, byte[] owner) {
        try {
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, owner).doFinal(secret);
            byte[] joined = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, joined, NONCE_BYTES, sealed.length);
            return joined;
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    byte[] open(byte[] sealed, byte[] owner) {
        try {
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE_BYTES), owner)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException wrongKey) {
            throw new DirectoryException(Reason.UNAVAILABLE, "A stored secret does not open with keys/directory.key. "
                    + "Put back the key file this directory was made with, or that of another node.", wrongKey);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] owner) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(owner);
        return cipher;
    }
}
