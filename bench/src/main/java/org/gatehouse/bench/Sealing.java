package org.gatehouse.bench;

import java.time.InstantSource;
import java.util.Random;
import org.gatehouse.security.MessageProtection;
import org.gatehouse.security.ntlm.NtlmInitiator;
import org.gatehouse.wire.Bytes;

/// What signing and sealing by NTLM takes by itself: fragments of RPC as large as Windows cuts them, one thread,
/// nothing sent. No transfer that is sealed so can be faster.
/// `Sealing [ROUNDS]`
final class Sealing {
    private static final int FRAGMENT_BYTES = 5840;
    /// What is not sealed: the head of a response in front, security trailer and signature behind.
    private static final int HEAD_BYTES = 24;
    private static final int TRAILER_BYTES = 8;
    private static final int SIGNATURE_BYTES = 16;
    private static final int STUB_BYTES = FRAGMENT_BYTES - HEAD_BYTES - TRAILER_BYTES - SIGNATURE_BYTES;
    private static final int FRAGMENTS = (128 << 20) / STUB_BYTES;
    /// The challenge of [MS-NLMP] 4.2.4.3, which agrees on everything that is asked for.
    private static final Bytes CHALLENGE = Bytes.ofHex("""
            4e544c4d5353500002000000 0c000c0038000000 33828ae2 0123456789abcdef 0000000000000000 2400240044000000
            060070170000000f 530065007200760065007200 02000c0044006f006d00610069006e00
            01000c00530065007200760065007200 00000000""");

    private final MessageProtection protection;
    private final byte[] fragment = new byte[FRAGMENT_BYTES];

    private Sealing() {
        var random = new Random(5);
        var initiator = new NtlmInitiator(new NtlmInitiator.Account("Domain", "User", new byte[16], ""),
                NtlmInitiator.FULL_PROTECTION, null, InstantSource.system(), random);
        initiator.negotiate();
        this.protection = initiator.authenticate(CHALLENGE).protection();
        random.nextBytes(fragment);
    }

    public static void main(String[] arguments) {
        int rounds = arguments.length == 0 ? 5 : Integer.parseInt(arguments[0]);
        for (int round = 0; round < rounds; round++) {
            System.out.printf("round %d: sealing alone %.0f MiB/s, signing alone %.0f MiB/s%n", round,
                    sealedMibPerSecond(), signedMibPerSecond());
        }
    }

    static double sealedMibPerSecond() {
        var sealing = new Sealing();
        return sealing.mibPerSecond(() -> sealing.protection.seal(sealing.fragment, 0,
                FRAGMENT_BYTES - SIGNATURE_BYTES, HEAD_BYTES, HEAD_BYTES + STUB_BYTES));
    }

    static double signedMibPerSecond() {
        var sealing = new Sealing();
        return sealing.mibPerSecond(() -> sealing.protection.sign(sealing.fragment, 0,
                FRAGMENT_BYTES - SIGNATURE_BYTES));
    }

    private double mibPerSecond(Runnable one) {
        long start = System.nanoTime();
        for (int i = 0; i < FRAGMENTS; i++) {
            one.run();
        }
        return (double) FRAGMENTS * STUB_BYTES / (1 << 20) * 1e9 / (System.nanoTime() - start);
    }
}
