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
/// loopback addresses, as from several clients, because one address alone is held to a smaller number. At the array's
/// address, where the PROXY header tells the members who the client is, and who signs in passes the balancer too; or
/// straight at a member with `direct`. `IdleCrowd [FOLDER [direct]]`
final class IdleCrowd {
    private static final int CROWD_MAX = 10_000;
    private static final int ADDRESSES = 20;
    private static final int SIGN_INS = 200;
    private static final int WARM_UP = 400;

    private IdleCrowd() {}

    public static void main(String[] arguments) throws IOException {
        boolean direct = arguments.length > 1 && arguments[1].equals("direct");
        try (Bench bench = Bench.start(Bench.folder(arguments))) {
            InetSocketAddress at = direct ? bench.member() : bench.balanced();
            bench.awaitAnswer(at).close();
            System.out.println(direct ? "straight at a member" : "through the balancer");
            signIns(bench, at, WARM_UP);
            Histogram alone = signIns(bench, at, SIGN_INS);
            System.out.println("sign-in and logon, nobody else there: " + Bench.millis(alone));
            long heap = Long.parseLong(bench.child().command("collect"));
            long resident = bench.child().residentKib();
            int count = CROWD_MAX;
            int refused = 0;
            List<Socket> crowd = new ArrayList<>();
            try {
                double cpu = bench.child().cpuSeconds();
                long start = System.nanoTime();
                for (int i = 0; i < count; i++) {
                    try {
                        crowd.add(idle(at, i % ADDRESSES));
                    } catch (IOException full) {
                        refused++;
                    }
                }
                System.out.printf("%d idle connections opened, %d refused in %.1f s; CPU of the server %.3f ms each%n",
                        crowd.size(), refused, (System.nanoTime() - start) / 1e9,
                        (bench.child().cpuSeconds() - cpu) * 1000 / count);
                Histogram crowded = signIns(bench, at, SIGN_INS);
                System.out.printf("sign-in and logon beside them: %s (median ratio %.2f)%n", Bench.millis(crowded),
                        (double) crowded.getValueAtPercentile(50) / alone.getValueAtPercentile(50));
                long heapEach = Long.parseLong(bench.child().command("collect")) - heap;
                System.out.printf("memory of each: %.1f KiB of heap, %.1f KiB resident%n", (double) heapEach / count,
                        (double) (bench.child().residentKib() - resident) / count);
                System.out.printf("still open afterwards: %d%n", crowd.stream().filter(IdleCrowd::isOpen).count());
            } finally {
                for (Socket socket : crowd) {
                    socket.close();
                }
            }
        }
    }

    private static Socket idle(InetSocketAddress at, int address) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(
                InetAddress.getByAddress(new byte[] {127, 0, 5, (byte) (1 + address)}), 0));
        socket.connect(at, (int) Bench.TIMEOUT.toMillis());
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

    private static Histogram signIns(Bench bench, InetSocketAddress at, int count) throws IOException {
        var latency = Bench.histogram();
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            try (MapiSession session = bench.connect(at, i, Bench.TIMEOUT)) {
                MailboxClient.logon(session);
                latency.recordValue(System.nanoTime() - start);
            }
        }
        return latency;
    }
}
