package org.gatehouse.directory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.MD4Digest;
import org.gatehouse.directory.DirectoryException.Reason;

/// Passwords as `unicodePwd` carries them: the text between quotation marks, in UTF-16LE ([MS-ADTS] 3.1.1.3.1.5).
public final class Passwords {
    /// Longest password in characters, as on Windows.
    public static final int CHARACTERS_MAX = 256;

    private Passwords() {}

    /// The value to write to `unicodePwd`.
    public static byte[] quoted(char[] password) {
        if (password.length == 0 || password.length > CHARACTERS_MAX) {
            throw new DirectoryException(Reason.INVALID, "-Password: has " + password.length
                    + " characters. Give 1 to " + CHARACTERS_MAX + ".");
        }
        var bytes = ByteBuffer.allocate(2 * password.length + 4).order(java.nio.ByteOrder.LITTLE_ENDIAN).putChar('"');
        for (char character : password) {
            bytes.putChar(character);
        }
        return bytes.putChar('"').array();
    }

    /// The NT hash of a quoted password ([MS-NLMP] 3.3.1 NTOWFv1).
    public static byte[] ntHash(byte[] quoted) {
        byte[] mark = "\"".getBytes(StandardCharsets.UTF_16LE);
        int length = quoted.length;
        if (length < 6 || length % 2 != 0 || length > 2 * CHARACTERS_MAX + 4
                || !Arrays.equals(quoted, 0, 2, mark, 0, 2) || !Arrays.equals(quoted, length - 2, length, mark, 0, 2)) {
            throw new DirectoryException(Reason.INVALID,
                    "unicodePwd takes a password of 1 to 256 characters between quotation marks, in UTF-16LE.");
        }
        var digest = new MD4Digest();
        digest.update(quoted, 2, length - 4);
        byte[] hash = new byte[16];
        digest.doFinal(hash, 0);
        return hash;
    }
}
