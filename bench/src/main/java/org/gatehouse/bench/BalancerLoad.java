package org.gatehouse.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// What the balancer costs: exchanges of 256 bytes with an echoing member, one after the other on one connection, then
/// on several at once. CPU of the balancer's process only; client, balancer and member are three processes.
///
/// With a program named, such as `bench/relay.c` compiled, which takes the same arguments as [BalancerAlone], rounds of
/// the balancer and of that program alternate, and nothing else is measured. `BalancerLoad [PROGRAM]`
final class BalancerLoad {
    private static final String ARRAY = "127.0.4.60";
    private static final String MEMBER = "127.0.4.61";
    private static final int SIZE = 256;
    private static final int WARM_UP = 60_000;
    private static final int EXCHANGES = 60_000;
    private static final int ROUNDS = 3;
    private static final int CLIENTS = 16;
    private static final int IDLE = 2_000;
    private static final double TARGET_MICROS = 20;

    private BalancerLoad() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            compare(arguments[0]);
            return;
        }
        String port = Integer.toString(freePort());
        try (Child echo = Child.start(EchoServer.class, MEMBER, port, ARRAY)) {
            echo.await("ready");
            try (Child balancer = Child.start(BalancerAlone.class, ARRAY, port, MEMBER)) {
                balancer.await("ready");
                try (var socket = new Socket(ARRAY, Integer.parseInt(port))) {
                    exchange(socket, WARM_UP, Bench.histogram());
                    for (int round = 0; round < ROUNDS; round++) {
                        sequential(balancer, echo, socket);
                    }
                }
                together(balancer, Integer.parseInt(port));
                idle(balancer, Integer.parseInt(port));
            }
        }
    }

    private static void compare(String program) throws IOException {
        String[] ports = {Integer.toString(freePort()), Integer.toString(freePort())};
        try (Child echo = Child.start(EchoServer.class, MEMBER, ports[0], ARRAY);
                Child otherEcho = Child.start(EchoServer.class, MEMBER, ports[1], ARRAY)) {
            echo.await("ready");
            otherEcho.await("ready");
            try (Child balancer = Child.start(BalancerAlone.class, ARRAY, ports[0], MEMBER);
                    Child other = Child.start(List.of(program, ARRAY, ports[1], MEMBER))) {
                balancer.await("ready");
                other.await("ready");
                try (var one = new Socket(ARRAY, Integer.parseInt(ports[0]));
                        var two = new Socket(ARRAY, Integer.parseInt(ports[1]))) {
                    exchange(one, WARM_UP, Bench.histogram());
                    for (int round = 0; round < 2 * ROUNDS; round++) {
                        double ours = micros(balancer, one);
                        double theirs = micros(other, two);
                        System.out.printf("CPU %.1f us an exchange; %s %.1f us; ratio %.2f%n", ours, program, theirs,
                                ours / theirs);
                    }
                }
            }
        }
    }

    private static double micros(Child relay, Socket socket) throws IOException {
        double before = relay.cpuSeconds();
        exchange(socket, EXCHANGES / 2, Bench.histogram());
        return (relay.cpuSeconds() - before) * 1e6 / (EXCHANGES / 2);
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    /// The member blocks in one read and one write for each exchange: twice that is the least that a relay can cost.
    private static void sequential(Child balancer, Child echo, Socket socket) throws IOException {
        var latency = Bench.histogram();
        double before = balancer.cpuSeconds();
        double echoBefore = echo.cpuSeconds();
        exchange(socket, EXCHANGES, latency);
        double micros = (balancer.cpuSeconds() - before) * 1e6 / EXCHANGES;
        double least = 2 * (echo.cpuSeconds() - echoBefore) * 1e6 / EXCHANGES;
        System.out.printf("one connection: CPU %.1f us an exchange (target %.0f, ratio %.2f; two blocking reads and "
                + "writes of the echo: %.1f us, ratio %.2f); latency %s%n", micros, TARGET_MICROS,
                micros / TARGET_MICROS, least, micros / least, Bench.millis(latency));
    }

    private static void together(Child balancer, int port) throws Exception {
        double before = balancer.cpuSeconds();
        var threads = new ArrayList<Thread>();
        for (int client = 0; client < CLIENTS; client++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try (var socket = new Socket(ARRAY, port)) {
                    exchange(socket, EXCHANGES / CLIENTS, Bench.histogram());
                } catch (IOException failed) {
                    System.err.println("client: " + failed.getMessage());
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.printf("%d connections at once: CPU %.1f us an exchange%n", CLIENTS,
                (balancer.cpuSeconds() - before) * 1e6 / EXCHANGES);
    }

    private static void idle(Child balancer, int port) throws IOException {
        long before = Long.parseLong(balancer.command("collect"));
        long residentBefore = balancer.residentKib();
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE; i++) {
                var socket = new Socket(ARRAY, port);
                sockets.add(socket);
                exchange(socket, 1, Bench.histogram());
            }
            long heap = Long.parseLong(balancer.command("collect")) - before;
            System.out.printf("%d idle connections: %.1f KiB of heap, %.1f KiB resident each%n", IDLE,
                    (double) heap / IDLE, (double) (balancer.residentKib() - residentBefore) / IDLE);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void exchange(Socket socket, int count, Histogram latency) throws IOException {
        socket.setTcpNoDelay(true);
        OutputStream out = socket.getOutputStream();
        var in = new DataInputStream(socket.getInputStream());
        byte[] message = new byte[SIZE];
        byte[] answer = new byte[SIZE];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            out.write(message);
            in.readFully(answer);
            latency.recordValue(System.nanoTime() - start);
        }
    }
}
