package org.gatehouse.server.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.server.demo.DemoPlan.Person;
import org.gatehouse.server.demo.DemoPlan.Place;
import org.gatehouse.server.demo.Tour.StepFailed;

/// What clients of today see: MAPI over HTTP at the web name, and the death of a server under it.
final class TourWeb {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration RECONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration GAP_MAX = Duration.ofSeconds(30);

    private final DemoOrganization organization;
    private final PrintStream out;

    TourWeb(DemoOrganization organization, PrintStream out) {
        this.organization = organization;
        this.out = out;
    }

    /// The server that dies is started again.
    void run() throws IOException, StepFailed {
        out.println();
        out.println("== MAPI over HTTP, at a name of its own");
        Person david = DemoPlan.DAVID;
        say("DNS: " + DemoPlan.WEB_FQDN + " is " + organization.resolve(DemoPlan.WEB_FQDN).getHostAddress()
                + ", the same balanced address; the array's name is for RPC alone.");
        MapiSession session = connect(david, TIMEOUT);
        MailboxClient mailbox = MailboxClient.logon(session);
        String subject = "Written over HTTP " + organization.now();
        ObjectId note = mailbox.save(mailbox.inbox(), List.of(MailboxClient.text(Tags.MESSAGE_CLASS, "IPM.Note"),
                MailboxClient.text(Tags.SUBJECT, subject)));
        Place serving = organization.serving();
        say(david.displayName() + " is signed in over TLS, served by " + serving.name() + ", and saved \"" + subject
                + "\".");
        long start = System.nanoTime();
        organization.kill(serving);
        try {
            mailbox.readStore(List.of(Tags.DISPLAY_NAME));
            throw new StepFailed("the session outlived its server");
        } catch (IOException gone) {
            say(serving.name() + " died (simulated): " + gone.getMessage());
        }
        session.drop();
        try (MapiSession again = reconnect(david, start)) {
            MailboxClient reopened = MailboxClient.logon(again);
            var row = reopened.read(reopened.inbox(), note, List.of(Tags.SUBJECT));
            long gapMillis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            if (!MailboxClient.text(row.cells().getFirst()).equals(subject)) {
                throw new StepFailed("the note is not what was saved");
            }
            say("The same name answers, now from " + organization.serving().name() + ". Gap: " + gapMillis
                    + " ms from the death to the note read.");
        }
        organization.revive(serving);
    }

    private MapiSession connect(Person person, Duration timeout) throws IOException {
        return MapiSession.connect(organization.https(timeout), organization.account(person),
                organization.legacyDn(person));
    }

    private MapiSession reconnect(Person person, long start) throws IOException {
        while (true) {
            try {
                return connect(person, RECONNECT_TIMEOUT);
            } catch (IOException stillDown) {
                if (System.nanoTime() - start > GAP_MAX.toNanos()) {
                    throw stillDown;
                }
            }
        }
    }

    private void say(String text) {
        out.println("  " + text);
    }
}
