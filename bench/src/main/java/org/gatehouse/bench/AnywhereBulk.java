package org.gatehouse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.wire.Bytes;

/// A long value read through Outlook Anywhere at a member: chained RopReadStreams, signed and sealed in fragments of
/// RPC, through the OUT channel; beside it a bare TLS server of Java that sends as many bytes, in one answer and in
/// answers to as many requests as the session makes. Once more without RPC's own protection inside of TLS, and once
/// over RPC/TCP, to tell what costs what.
/// `AnywhereBulk [FOLDER]`
final class AnywhereBulk {
    private static final int VALUE_BYTES = 16 << 20;
    private static final int READS = 16;
    private static final int ROUNDS = 12;
    /// Rounds in which the server still compiles, which takes a third of its time in the first of them.
    private static final int WARM_UP = 6;
    /// What one call gives, nearly.
    private static final int CALL_BYTES = 256 << 10;
    private static final int REQUEST_BYTES = 100;
    /// At most twice the time of the copy is half of its speed.
    private static final double TARGET = 2;

    private AnywhereBulk() {}

    /// Something that moves all the bytes.
    @FunctionalInterface
    private interface Mover {
        void move() throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        try (Bench bench = Bench.start(Bench.folder(arguments)); TlsCopy.Peer bare = TlsCopy.start(bench.root())) {
            ObjectId message = write(bench);
            List<Double> sealed = new ArrayList<>();
            List<Double> plain = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                double copied = report("one copy", round, bare.child(), () -> copy(bare, READS * VALUE_BYTES, 1));
                report("copy in pieces", round, bare.child(),
                        () -> copy(bare, CALL_BYTES, READS * VALUE_BYTES / CALL_BYTES));
                // A session for each round: a channel is used up after 1 GiB.
                double read = report("Outlook Anywhere", round, bench.child(),
                        () -> read(bench.connectAnywhere(0, AuthLevel.PRIVACY), message));
                double unsealed = report("the same unsealed", round, bench.child(),
                        () -> read(bench.connectAnywhere(0, AuthLevel.CONNECT), message));
                report("RPC/TCP", round, bench.child(),
                        () -> read(bench.connect(bench.member(), 0, Bench.TIMEOUT), message));
                System.out.printf("round %d, sealing alone, here: %.0f MiB/s%n", round, Sealing.sealedMibPerSecond());
                if (round >= WARM_UP) {
                    sealed.add(read / copied);
                    plain.add(unsealed / copied);
                }
            }
            Bench.verdict("Outlook Anywhere bulk, time against one TLS copy", Bench.median(sealed), TARGET, "times");
            Bench.verdict("the same unsealed", Bench.median(plain), TARGET, "times");
        }
    }

    private static ObjectId write(Bench bench) throws IOException {
        byte[] value = new byte[VALUE_BYTES];
        new Random(8).nextBytes(value);
        try (MapiSession session = bench.connectAnywhere(0, AuthLevel.PRIVACY)) {
            MailboxClient mailbox = MailboxClient.logon(session);
            return mailbox.save(mailbox.inbox(), List.of(MailboxClient.text(Tags.MESSAGE_CLASS, "IPM.Note"),
                    MailboxClient.text(Tags.SUBJECT, "bulk")), Tags.HTML, Bytes.wrap(value));
        }
    }

    /// @return seconds
    private static double report(String what, int round, Child measured, Mover mover) throws IOException {
        double cpu = measured.cpuSeconds();
        double own = Bench.ownCpuSeconds();
        long start = System.nanoTime();
        mover.move();
        double seconds = (System.nanoTime() - start) / 1e9;
        double mib = (double) READS * VALUE_BYTES / (1 << 20);
        System.out.printf("round %d, %s: %.0f MiB/s, CPU of the server %.2f, of the client %.2f ms a MiB%n", round,
                what, mib / seconds, (measured.cpuSeconds() - cpu) * 1000 / mib,
                (Bench.ownCpuSeconds() - own) * 1000 / mib);
        return seconds;
    }

    private static void copy(TlsCopy.Peer bare, int bytes, int times) throws IOException {
        try (SSLSocket socket = bare.connect()) {
            for (int i = 0; i < times; i++) {
                TlsCopy.ask(socket, REQUEST_BYTES, bytes);
            }
        }
    }

    private static void read(MapiSession opened, ObjectId message) throws IOException {
        try (MapiSession session = opened) {
            MailboxClient mailbox = MailboxClient.logon(session);
            for (int i = 0; i < READS; i++) {
                var length = new AtomicLong();
                mailbox.read(mailbox.inbox(), message, Tags.HTML, piece -> length.addAndGet(piece.length()));
                if (length.get() != VALUE_BYTES) {
                    throw new IOException("read " + length + " bytes");
                }
            }
        }
    }
}
