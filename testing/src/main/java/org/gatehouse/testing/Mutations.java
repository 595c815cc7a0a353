package org.gatehouse.testing;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;

/// Seeded mutation of golden bytes: whatever comes out, a decoder gives a value or throws the one allowed exception.
public final class Mutations {
    /// Fixed in ordinary builds; `-Plong` draws a fresh one and prints it.
    private static final boolean LONG = Boolean.getBoolean("gatehouse.long");

    private Mutations() {}

    /// The seed to start from: fixed, fresh under `-Plong`, or `-Dgatehouse.seed=N` to replay.
    public static long seed() {
        Long replay = Long.getLong("gatehouse.seed");
        if (replay != null) {
            return replay;
        }
        if (!LONG) {
            return 20_261_122L;
        }
        long fresh = new Random().nextLong();
        System.out.println("gatehouse.seed=" + fresh);
        return fresh;
    }

    /// How many rounds: `ordinary`, fifty times as many under `-Plong`.
    public static int rounds(int ordinary) {
        return LONG ? ordinary * 50 : ordinary;
    }

    /// Mutates `golden` for `rounds(ordinary)` rounds and fails, naming seed and input, on any exception that is not
    /// `allowed`.
    public static void survive(byte[] golden, int ordinary, Class<? extends RuntimeException> allowed,
            Consumer<byte[]> decode) {
        long seed = seed();
        var random = new Random(seed);
        for (int round = 0; round < rounds(ordinary); round++) {
            byte[] input = mutate(golden, random);
            try {
                decode.accept(input);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError thrown) {
                if (!allowed.isInstance(thrown)) {
                    throw new AssertionError("seed " + seed + " round " + round + " input "
                            + HexFormat.of().formatHex(input), thrown);
                }
            }
        }
    }

    /// One mutation: flipped bits, extreme numbers, cuts, repeats, insertions, a few at once.
    public static byte[] mutate(byte[] golden, Random random) {
        byte[] bytes = golden.clone();
        for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
            bytes = edit(bytes, random);
        }
        return bytes;
    }

    private static byte[] edit(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(7)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0);
            case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4),
                    (byte) (random.nextBoolean() ? 0xff : 0x7f));
            case 4 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 5 -> {
                int end = Math.min(bytes.length, at + 1 + random.nextInt(16));
                return splice(bytes, at, Arrays.copyOfRange(bytes, at, end));
            }
            default -> {
                byte[] noise = new byte[1 + random.nextInt(8)];
                random.nextBytes(noise);
                return splice(bytes, at, noise);
            }
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int at, byte[] more) {
        byte[] joined = new byte[bytes.length + more.length];
        System.arraycopy(bytes, 0, joined, 0, at);
        System.arraycopy(more, 0, joined, at, more.length);
        System.arraycopy(bytes, at, joined, at + more.length, bytes.length - at);
        return joined;
    }
}
