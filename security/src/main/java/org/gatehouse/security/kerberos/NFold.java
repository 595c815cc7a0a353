package org.gatehouse.security.kerberos;

/// Stretches or shrinks a string of octets so that each of its bits counts (RFC 3961 5.1).
final class NFold {
    private NFold() {}

    /// Adds up, in ones' complement, copies of the input of which each is rotated 13 bits further than the one before.
    static byte[] fold(byte[] input, int size) {
        int length = input.length;
        int total = length / gcd(length, size) * size;
        int[] sums = new int[size];
        int bits = 8 * length;
        for (int at = 0; at < total; at++) {
            int rotation = 13 * (at / length) % bits;
            int from = Math.floorMod(8 * (at % length) - rotation, bits);
            int first = input[from / 8] & 0xff;
            int second = input[(from / 8 + 1) % length] & 0xff;
            sums[at % size] += (first << 8 | second) >> 8 - from % 8 & 0xff;
        }
        int carry = 0;
        do {
            for (int at = size - 1; at >= 0; at--) {
                int sum = sums[at] + carry;
                sums[at] = sum & 0xff;
                carry = sum >> 8;
            }
        } while (carry != 0);
        byte[] folded = new byte[size];
        for (int at = 0; at < size; at++) {
            folded[at] = (byte) sums[at];
        }
        return folded;
    }

    private static int gcd(int left, int right) {
        return right == 0 ? left : gcd(right, left % right);
    }
}
