package org.gatehouse.bench;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Clients of [PlaneMember]s in a process of their own: connections that stay open, and exchanges on all of them at
/// once for a while.
final class PlaneClient implements AutoCloseable {
    private final int port;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, List<Socket>> open = new HashMap<>();
    private final Map<String, int[]> sizes = new HashMap<>();

    private PlaneClient(int port) {
        this.port = port;
    }

    /// `open NAME ADDRESS COUNT REQUEST ANSWER`, sizes in bytes, and `run NAME MILLISECONDS`, which says how many
    /// exchanges a second there were.
    ///
    /// @param arguments the port
    public static void main(String[] arguments) throws Exception {
        try (var client = new PlaneClient(Integer.parseInt(arguments[0]))) {
            System.out.println("ready");
            BufferedReader commands = Child.commands();
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                String[] words = line.split(" ");
                if (words[0].equals("open")) {
                    client.open(words);
                    System.out.println("done");
                } else {
                    System.out.println("done " + client.run(words[1], Integer.parseInt(words[2])));
                }
            }
        }
    }

    private void open(String[] words) throws IOException {
        var sockets = new ArrayList<Socket>();
        for (int i = Integer.parseInt(words[3]); i > 0; i--) {
            var socket = new Socket(InetAddress.ofLiteral(words[2]), port);
            socket.setTcpNoDelay(true);
            var out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(Integer.parseInt(words[4]));
            out.writeInt(Integer.parseInt(words[5]));
            sockets.add(socket);
        }
        open.put(words[1], sockets);
        sizes.put(words[1], new int[] {Integer.parseInt(words[4]), Integer.parseInt(words[5])});
    }

    private double run(String name, int milliseconds) throws ExecutionException, InterruptedException {
        long begun = System.nanoTime();
        long end = begun + milliseconds * 1_000_000L;
        var running = new ArrayList<Future<Long>>();
        for (Socket socket : open.getOrDefault(name, List.of())) {
            running.add(threads.submit(() -> exchange(socket, sizes.getOrDefault(name, new int[2]), end)));
        }
        long count = 0;
        for (Future<Long> each : running) {
            count += each.get();
        }
        return count * 1e9 / (System.nanoTime() - begun);
    }

    private static long exchange(Socket socket, int[] sizes, long end) throws IOException {
        OutputStream out = socket.getOutputStream();
        var in = new DataInputStream(socket.getInputStream());
        byte[] request = new byte[sizes[0]];
        byte[] answer = new byte[sizes[1]];
        long count = 0;
        while (System.nanoTime() < end) {
            out.write(request);
            in.readFully(answer);
            count++;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        for (List<Socket> sockets : open.values()) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        threads.shutdownNow();
    }
}
