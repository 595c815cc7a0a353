package org.gatehouse.conformance.outside;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/// Hands connections on and keeps back what comes through for as long as it is told on its standard input, in
/// milliseconds, a line each.
final class DelayRelay {
    private static final int BUFFER_BYTES = 1 << 16;

    private final InetAddress address;
    private final int target;
    private volatile long delayNanos;

    private DelayRelay(InetAddress address, int target) {
        this.address = address;
        this.target = target;
    }

    /// @param arguments the address, the port to listen at, the port to connect to
    public static void main(String[] arguments) throws IOException {
        var relay = new DelayRelay(InetAddress.ofLiteral(arguments[0]), Integer.parseInt(arguments[2]));
        var listener = new ServerSocket(Integer.parseInt(arguments[1]), 50, relay.address);
        Thread.ofVirtual().start(() -> relay.serve(listener));
        System.out.println("relays");
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            relay.delayNanos = Long.parseLong(line) * 1_000_000;
            System.out.println("delays " + line);
        }
        System.exit(0);
    }

    private void serve(ServerSocket listener) {
        while (true) {
            try {
                Socket from = listener.accept();
                Thread.ofVirtual().start(() -> join(from));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void join(Socket from) {
        try {
            var to = new Socket(address, target);
            from.setTcpNoDelay(true);
            to.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> pump(from, to));
            pump(to, from);
        } catch (IOException refused) {
            close(from);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                long nanos = delayNanos;
                if (nanos > 0) {
                    LockSupport.parkNanos(nanos);
                }
                out.write(buffer, 0, count);
            }
        } catch (IOException ended) {
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }
}
