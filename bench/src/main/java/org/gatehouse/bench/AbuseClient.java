package org.gatehouse.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.gatehouse.client.Account;
import org.gatehouse.client.BackoffException;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;

/// The sessions of [Abuse]'s one person, in a process of their own. Its lines: whose account it is and where, and then
/// `go` and `stop`, which is answered with how often it was answered and put off since.
final class AbuseClient {
    private static final int SESSIONS = 16;

    private final List<MapiSession> sessions = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean abusing = new AtomicBoolean();
    private volatile boolean over;
    private final LongAdder answered = new LongAdder();
    private final LongAdder putOff = new LongAdder();

    private AbuseClient() {}

    /// The line that tells a child whose sessions to open.
    static String account(InetSocketAddress server, Bench.Person person) {
        return String.join("\t", server.getAddress().getHostAddress(), Integer.toString(server.getPort()),
                person.account().domain(), person.account().user(), person.account().password(), person.legacyDn());
    }

    public static void main(String[] none) throws Exception {
        BufferedReader commands = Child.commands();
        var client = new AbuseClient();
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println("done " + switch (line) {
                case "go" -> {
                    client.abuse(true);
                    yield "";
                }
                case "stop" -> {
                    client.abuse(false);
                    yield client.answered.sumThenReset() + " " + client.putOff.sumThenReset();
                }
                default -> {
                    client.open(line.split("\t"));
                    yield "";
                }
            });
        }
        client.end();
    }

    private void open(String[] words) throws IOException {
        var server = new InetSocketAddress(InetAddress.getByName(words[0]), Integer.parseInt(words[1]));
        for (int number = 0; number < SESSIONS; number++) {
            MapiSession session = MapiSession.connect(server, new Account(words[2], words[3], words[4]), words[5],
                    Bench.TIMEOUT);
            sessions.add(session);
            MailboxClient mailbox = MailboxClient.logon(session);
            boolean saves = number % 4 == 0;
            threads.add(Thread.ofVirtual().start(() -> work(mailbox, saves)));
        }
    }

    private void abuse(boolean now) {
        abusing.set(now);
        threads.forEach(LockSupport::unpark);
    }

    private void end() throws IOException, InterruptedException {
        over = true;
        threads.forEach(LockSupport::unpark);
        for (Thread thread : threads) {
            thread.join();
        }
        for (MapiSession session : sessions) {
            session.close();
        }
    }

    private void work(MailboxClient mailbox, boolean saves) {
        List<PropertyValue> message = List.of(MailboxClient.text(Tags.MESSAGE_CLASS, "IPM.Note"),
                MailboxClient.text(Tags.SUBJECT, "subject"), MailboxClient.text(Tags.BODY, RawSaves.BODY));
        try {
            while (!over) {
                if (!abusing.get()) {
                    LockSupport.park();
                    continue;
                }
                try {
                    if (saves) {
                        mailbox.save(mailbox.inbox(), message);
                    } else {
                        mailbox.readStore(List.of(Tags.DISPLAY_NAME));
                    }
                    answered.increment();
                } catch (BackoffException waiting) {
                    putOff.increment();
                }
            }
        } catch (IOException failed) {
            System.err.println("an abuser ended: " + failed.getMessage());
        }
    }
}
