package org.gatehouse.edge.balancer;

import java.net.InetAddress;

/// The bucket of a client's address: what Linux' nftables computes for `jhash ip saddr mod 1024 seed 0x67617465` on a
/// little-endian machine, so that the kernel, when it balances, and this program agree on every client.
///
/// The hash is Bob Jenkins' lookup3 in the form of the kernel's `include/linux/jhash.h`, scaled as
/// `reciprocal_scale` does.
public final class SourceHash {
    /// Enough that two members differ by a few per cent; few enough to be written into a rule.
    public static final int BUCKETS = 1024;
    public static final int SEED = 0x67617465;
    private static final int INITIAL = 0xdeadbeef;
    private static final int BLOCK = 12;

    private int a;
    private int b;
    private int c;

    private SourceHash(int length) {
        a = INITIAL + length + SEED;
        b = a;
        c = a;
    }

    /// From 0 to 1023.
    public static int bucket(InetAddress client) {
        byte[] address = client.getAddress();
        return (int) ((new SourceHash(address.length).of(address) & 0xffffffffL) * BUCKETS >>> Integer.SIZE);
    }

    private int of(byte[] key) {
        int at = 0;
        for (; key.length - at > BLOCK; at += BLOCK) {
            add(key, at);
            mix();
        }
        add(key, at);
        finish();
        return c;
    }

    /// Three words; what is missing at the end counts as zero.
    private void add(byte[] key, int at) {
        a += word(key, at);
        b += word(key, at + 4);
        c += word(key, at + 8);
    }

    private static int word(byte[] key, int at) {
        int word = 0;
        for (int i = 0; i < 4 && at + i < key.length; i++) {
            word |= (key[at + i] & 0xff) << 8 * i;
        }
        return word;
    }

    private void mix() {
        a -= c;
        a ^= Integer.rotateLeft(c, 4);
        c += b;
        b -= a;
        b ^= Integer.rotateLeft(a, 6);
        a += c;
        c -= b;
        c ^= Integer.rotateLeft(b, 8);
        b += a;
        a -= c;
        a ^= Integer.rotateLeft(c, 16);
        c += b;
        b -= a;
        b ^= Integer.rotateLeft(a, 19);
        a += c;
        c -= b;
        c ^= Integer.rotateLeft(b, 4);
        b += a;
    }

    private void finish() {
        c ^= b;
        c -= Integer.rotateLeft(b, 14);
        a ^= c;
        a -= Integer.rotateLeft(c, 11);
        b ^= a;
        b -= Integer.rotateLeft(a, 25);
        c ^= b;
        c -= Integer.rotateLeft(b, 16);
        a ^= c;
        a -= Integer.rotateLeft(c, 4);
        b ^= a;
        b -= Integer.rotateLeft(a, 14);
        c ^= b;
        c -= Integer.rotateLeft(b, 24);
    }
}
