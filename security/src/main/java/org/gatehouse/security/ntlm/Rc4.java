package org.gatehouse.security.ntlm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// One RC4 stream, which encrypts and decrypts what is given to it piece by piece ([MS-NLMP] 3.4.3: each direction of a
/// connection has one for its life). Not thread-safe.
///
/// Here rather than taken from a library for its speed, twice theirs: long answers are sealed byte after byte. The
/// permutation stands in words, and the data is read and written eight bytes at once.
final class Rc4 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int SIZE = 256;
    private static final int MASK = SIZE - 1;

    private final int[] permutation = new int[SIZE];
    private int x;
    private int y;

    Rc4(byte[] key) {
        for (int i = 0; i < SIZE; i++) {
            permutation[i] = i;
        }
        int other = 0;
        for (int i = 0; i < SIZE; i++) {
            int value = permutation[i];
            other = other + value + key[i % key.length] & MASK;
            permutation[i] = permutation[other];
            permutation[other] = value;
        }
    }

    /// Encrypts or decrypts `[from, to)` in place.
    void crypt(byte[] bytes, int from, int to) {
        int[] p = permutation;
        int i = x;
        int j = y;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long key = 0;
            for (int n = 0; n < Long.BYTES; n++) {
                i = i + 1 & MASK;
                int a = p[i];
                j = j + a & MASK;
                int b = p[j];
                p[i] = b;
                p[j] = a;
                key = key << Byte.SIZE | p[a + b & MASK];
            }
            LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ key);
        }
        for (; at < to; at++) {
            i = i + 1 & MASK;
            int a = p[i];
            j = j + a & MASK;
            int b = p[j];
            p[i] = b;
            p[j] = a;
            bytes[at] ^= (byte) p[a + b & MASK];
        }
        x = i;
        y = j;
    }
}
