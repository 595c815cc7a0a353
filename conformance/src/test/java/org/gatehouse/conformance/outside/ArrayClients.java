package org.gatehouse.conformance.outside;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.gatehouse.client.Account;
import org.gatehouse.client.HttpSignIn;
import org.gatehouse.client.HttpsConnection;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.client.ProxiedServer;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.security.certificates.TrustedRoots;

/// Clients of an array in a process of its own, at a host of its own: each writes numbered messages into a mailbox or
/// the public folders and reads them back, and connects anew as often as it has to. Does what it is told on its
/// standard input, a line each.
final class ArrayClients {
    static final String ARRAY_NAME = "outlook.corp.test";
    static final String PASSWORD = "Sunny-Day-2010";
    static final String SUBJECT = "numbered ";
    private static final int RPC_PORT = 59_531;
    private static final int HTTPS = 443;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final long AGAIN_MILLIS = 50;
    private static final long AGAIN_MILLIS_MAX = 800;
    private static final int MESSAGES_MAX = 1_000_000;
    private static final long RECOVERED_SECONDS_MAX = 240;

    private final InetAddress array;
    private final InetAddress publicFolders;
    private final SSLContext trust;
    private final long paceMillis;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Client> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /// How clients get at what: their mailbox by the array, or public folders, which only their server has.
    private enum Way {
        RPC, ANYWHERE, HTTP, PUBLIC_RPC, PUBLIC_ANYWHERE;

        boolean isPublic() {
            return this == PUBLIC_RPC || this == PUBLIC_ANYWHERE;
        }
    }

    private ArrayClients(InetAddress array, InetAddress publicFolders, SSLContext trust, long paceMillis) {
        this.array = array;
        this.publicFolders = publicFolders;
        this.trust = trust;
        this.paceMillis = paceMillis;
    }

    /// @param arguments the array's address, that of the server with public folders, the root certificate, a file of
    /// users (account, tab, distinguished name), the number of the first client, how many there are, milliseconds from
    /// one message of each to the next
    public static void main(String[] arguments) throws Exception {
        var all = new ArrayClients(InetAddress.ofLiteral(arguments[0]), InetAddress.ofLiteral(arguments[1]),
                TrustedRoots.inFile(Path.of(arguments[2])), Long.parseLong(arguments[6]));
        List<String[]> users = Files.readAllLines(Path.of(arguments[3])).stream().map(line -> line.split("\t", 2))
                .toList();
        int first = Integer.parseInt(arguments[4]);
        for (int number = first; number < first + Integer.parseInt(arguments[5]); number++) {
            String[] user = users.get(number % users.size());
            // Every mailbox is written in every way.
            Way way = Way.values()[(number + number / users.size()) % Way.values().length];
            var client = all.new Client(number, way, user[0], user[1]);
            all.clients.add(client);
            all.threads.add(Thread.ofVirtual().start(client));
        }
        System.out.println("clients");
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(switch (line) {
                case "recovered" -> all.recovered();
                case "gaps" -> all.gaps();
                case "stop" -> all.stop();
                case "check" -> all.check();
                default -> throw new IllegalArgumentException(line);
            });
        }
        System.exit(0);
    }

    /// Waits until each has had a message acknowledged since now.
    private String recovered() throws InterruptedException {
        long now = System.nanoTime();
        long end = now + TimeUnit.SECONDS.toNanos(RECOVERED_SECONDS_MAX);
        List<Client> waiting = new ArrayList<>(clients);
        while (!waiting.isEmpty() && System.nanoTime() < end) {
            waiting.removeIf(client -> client.acknowledged - now > 0);
            boolean _ = stop.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
        return waiting.isEmpty() ? "recovered" : "not recovered: " + waiting;
    }

    /// The longest of each, and who had the longest of all with its last trouble.
    private String gaps() {
        Map<Client, Long> gaps = clients.stream().collect(Collectors.toMap(client -> client, Client::gap));
        return gaps.values().stream().map(gap -> Long.toString(gap)).collect(Collectors.joining(" ", "gaps ", "|"))
                + Collections.max(gaps.entrySet(), Map.Entry.comparingByValue()).getKey();
    }

    private String stop() throws InterruptedException {
        stop.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        return "stopped";
    }

    /// Looks whether every acknowledged message is there once, and no other twice; nobody may write any more.
    private String check() throws IOException {
        int saved = 0;
        var wrong = new ArrayList<String>();
        for (List<Client> same : clients.stream().collect(Collectors.groupingBy(Client::place)).values()) {
            Map<String, Integer> there = there(same.getFirst());
            for (Client client : same) {
                saved += client.saved.size();
                client.saved.stream().filter(subject -> there.getOrDefault(subject, 0) == 0)
                        .forEach(subject -> wrong.add(subject + " is missing"));
                wrong.addAll(client.wrong);
            }
            there.entrySet().stream().filter(each -> each.getValue() > 1)
                    .forEach(each -> wrong.add(each.getKey() + " is there " + each.getValue() + " times"));
        }
        int connected = clients.stream().mapToInt(client -> client.connected).sum();
        return "checked " + saved + " " + connected + " " + wrong;
    }

    private Map<String, Integer> there(Client client) throws IOException {
        var there = new HashMap<String, Integer>();
        try (MapiSession session = client.connect()) {
            MailboxClient mailbox = client.logon(session);
            mailbox.list(client.folder(mailbox), List.of(Tags.SUBJECT), MESSAGES_MAX).forEach(row ->
                    there.merge(MailboxClient.text(row.cells().getFirst()), 1, Integer::sum));
        }
        there.keySet().removeIf(subject -> !subject.startsWith(SUBJECT));
        return there;
    }

    private final class Client implements Runnable {
        private final int number;
        private final String account;
        private final String dn;
        private final Way way;
        private final List<String> saved = new ArrayList<>();
        private final List<String> wrong = new ArrayList<>();
        private volatile String trouble = "";
        private volatile long acknowledged = System.nanoTime();
        private long longest;
        private int sent;
        private int connected;

        Client(int number, Way way, String account, String dn) {
            this.number = number;
            this.account = account;
            this.dn = dn;
            this.way = way;
        }

        @Override
        public void run() {
            try {
                long pause = AGAIN_MILLIS;
                while (stop.getCount() > 0) {
                    long before = acknowledged;
                    work();
                    // As clients do: a crowd that knocks all the time is another test.
                    pause = acknowledged == before ? Math.min(2 * pause, AGAIN_MILLIS_MAX) : AGAIN_MILLIS;
                    boolean _ = stop.await(pause, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }

        /// One session until it breaks. A message whose save was not answered is not sent again: it is there or not.
        private void work() throws InterruptedException {
            try {
                MapiSession session = connect();
                try {
                    connected++;
                    MailboxClient mailbox = logon(session);
                    ObjectId folder = folder(mailbox);
                    do {
                        String subject = SUBJECT + number + "-" + ++sent;
                        ObjectId id = mailbox.save(folder, List.of(MailboxClient.text(Tags.SUBJECT, subject)));
                        saved.add(subject);
                        acknowledge();
                        String read = MailboxClient.text(mailbox.read(folder, id, List.of(Tags.SUBJECT))
                                .cells().getFirst());
                        if (!read.equals(subject)) {
                            wrong.add(subject + " was read as " + read);
                        }
                    } while (!stop.await(paceMillis, TimeUnit.MILLISECONDS));
                } finally {
                    session.drop();
                }
            } catch (IOException | RuntimeException broken) {
                trouble = broken.toString();
            }
        }

        private synchronized void acknowledge() {
            long now = System.nanoTime();
            longest = Math.max(longest, now - acknowledged);
            acknowledged = now;
        }

        /// The longest time without an acknowledged message since this was asked last, in milliseconds.
        synchronized long gap() {
            long gap = Math.max(longest, System.nanoTime() - acknowledged);
            longest = 0;
            return TimeUnit.NANOSECONDS.toMillis(gap);
        }

        /// What messages of its are among.
        String place() {
            return way.isPublic() ? "" : dn;
        }

        MailboxClient logon(MapiSession session) throws IOException {
            return way.isPublic() ? MailboxClient.publicFolders(session) : MailboxClient.logon(session);
        }

        ObjectId folder(MailboxClient there) {
            return way.isPublic() ? there.publicTree() : there.inbox();
        }

        MapiSession connect() throws IOException {
            var who = new Account("CORP", account, PASSWORD);
            return switch (way) {
                case RPC -> MapiSession.connect(new InetSocketAddress(array, RPC_PORT), who, dn, TIMEOUT);
                case ANYWHERE -> MapiSession.connect(proxied(ARRAY_NAME), who, dn, TIMEOUT);
                case HTTP -> MapiSession.connect(HttpsConnection.open(new InetSocketAddress(array, HTTPS), ARRAY_NAME,
                        trust, TIMEOUT), who, dn);
                case PUBLIC_RPC -> MapiSession.connect(new InetSocketAddress(publicFolders, RPC_PORT), who, dn,
                        TIMEOUT);
                case PUBLIC_ANYWHERE -> MapiSession.connect(proxied("mbx1.corp.test"), who, dn, TIMEOUT);
            };
        }

        private ProxiedServer proxied(String server) {
            return new ProxiedServer(new InetSocketAddress(array, HTTPS), ARRAY_NAME, trust, server,
                    ProxiedServer.MAIL, HttpSignIn.NTLM);
        }

        @Override
        public String toString() {
            return number + " of " + account + " over " + way + " (" + trouble + ")";
        }
    }
}
