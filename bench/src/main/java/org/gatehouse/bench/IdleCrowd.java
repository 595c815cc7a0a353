package org.gatehouse.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;

/// Thousands of connections on which nobody signs in, and how long a sign-in takes meanwhile. They come from several
/// loopback addresses, as from several clients, because one address alone is held to a smaller number.
/// `IdleCrowd [FOLDER]`
final class IdleCrowd {
    private static final int CROWD = 10_000;
    private static final int ADDRESSES = 20;
    private static final int SIGN_INS = 200;
    private static final int WARM_UP = 400;

    private IdleCrowd() {}

    public static void main(String[] arguments) throws IOException {
        try (Bench bench = Bench.start(Bench.folder(arguments))) {
            signIns(bench, WARM_UP);
            Histogram alone = signIns(bench, SIGN_INS);
            System.out.println("sign-in and logon, nobody else there: " + Bench.millis(alone));
            long heap = Long.parseLong(bench.child().command("collect"));
            long resident = bench.child().residentKib();
            List<Socket> crowd = new ArrayList<>();
            try {
                double cpu = bench.child().cpuSeconds();
                long start = System.nanoTime();
                for (int i = 0; i < CROWD; i++) {
                    crowd.add(idle(bench, i % ADDRESSES));
                }
                System.out.printf("%d idle connections opened in %.1f s; CPU of the server %.3f ms each%n", CROWD,
                        (System.nanoTime() - start) / 1e9, (bench.child().cpuSeconds() - cpu) * 1000 / CROWD);
                Histogram crowded = signIns(bench, SIGN_INS);
                System.out.printf("sign-in and logon beside them: %s (median ratio %.2f)%n", Bench.millis(crowded),
                        (double) crowded.getValueAtPercentile(50) / alone.getValueAtPercentile(50));
                long heapEach = Long.parseLong(bench.child().command("collect")) - heap;
                System.out.printf("memory of each: %.1f KiB of heap, %.1f KiB resident%n", (double) heapEach / CROWD,
                        (double) (bench.child().residentKib() - resident) / CROWD);
                System.out.printf("still open afterwards: %d%n", crowd.stream().filter(IdleCrowd::isOpen).count());
            } finally {
                for (Socket socket : crowd) {
                    socket.close();
                }
            }
        }
    }

    private static Socket idle(Bench bench, int address) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(
                InetAddress.getByAddress(new byte[] {127, 0, 5, (byte) (1 + address)}), 0));
        socket.connect(bench.member(), (int) Bench.TIMEOUT.toMillis());
        return socket;
    }

    /// Whether the server has not ended the connection.
    private static boolean isOpen(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() >= 0;
        } catch (java.net.SocketTimeoutException open) {
            return true;
        } catch (IOException reset) {
            return false;
        }
    }

    private static Histogram signIns(Bench bench, int count) throws IOException {
        var latency = Bench.histogram();
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            try (MapiSession session = bench.connect(bench.member(), i, Bench.TIMEOUT)) {
                MailboxClient.logon(session);
                latency.recordValue(System.nanoTime() - start);
            }
        }
        return latency;
    }
}
