package org.gatehouse.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.gatehouse.client.Account;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.Tags;

/// A client in a process of its own, at a host of its own; does what it is told on its standard input, a line each.
final class ClientAtHost {
    private static final Duration TIMEOUT = Duration.ofSeconds(180);
    private static final Duration ATTEMPT_MAX = Duration.ofSeconds(10);
    private static final Duration BETWEEN = Duration.ofMillis(50);

    private final InetSocketAddress address;
    private final String dn;

    private ClientAtHost(InetSocketAddress address, String dn) {
        this.address = address;
        this.dn = dn;
    }

    /// @param arguments the address, the port of RPC, and the user's distinguished name
    public static void main(String[] arguments) throws IOException {
        var client = new ClientAtHost(new InetSocketAddress(InetAddress.ofLiteral(arguments[0]),
                Integer.parseInt(arguments[1])), arguments[2]);
        System.out.println("ready");
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        MapiSession session = client.open(TIMEOUT);
        System.out.println("opened");
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            switch (line) {
                case "read" -> System.out.println(read(session));
                case "reopen" -> {
                    session.drop();
                    session = client.reopen();
                    System.out.println("reopened");
                }
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    private MapiSession open(Duration timeout) throws IOException {
        return MapiSession.connect(address, new Account("CONTOSO", "ann", ArrayFixture.PASSWORD), dn, timeout);
    }

    /// As Outlook does: again and again at the same address.
    private MapiSession reopen() throws IOException {
        long begun = System.nanoTime();
        while (true) {
            try {
                return open(ATTEMPT_MAX);
            } catch (IOException notYet) {
                if (System.nanoTime() - begun > TIMEOUT.toNanos()) {
                    throw notYet;
                }
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
        }
    }

    private static String read(MapiSession session) {
        try {
            return "read " + MailboxClient.logon(session).readStore(List.of(Tags.DISPLAY_NAME)).cells().size();
        } catch (IOException failed) {
            return "failed " + failed;
        }
    }
}
