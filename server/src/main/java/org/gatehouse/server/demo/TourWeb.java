package org.gatehouse.server.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.client.ProxiedServer;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.server.demo.DemoPlan.Person;
import org.gatehouse.server.demo.DemoPlan.Place;
import org.gatehouse.server.demo.Tour.StepFailed;

/// What clients see at the web name: MAPI over HTTP, Outlook Anywhere, and the death of a server under both.
final class TourWeb {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration RECONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration GAP_MAX = Duration.ofSeconds(90);

    private final DemoOrganization organization;
    private final TourText text;

    TourWeb(DemoOrganization organization, TourText text) {
        this.organization = organization;
        this.text = text;
    }

    /// How someone's client connects.
    @FunctionalInterface
    private interface Way {
        MapiSession connect(Person person, Duration timeout) throws IOException;
    }

    /// Someone who has just saved a note.
    private record AtWork(Person person, Way way, MapiSession session, MailboxClient mailbox, ObjectId note,
            String subject) {}

    /// The server that dies is started again.
    void run() throws IOException, StepFailed {
        AtWork david = overHttp();
        AtWork anna = anywhere();
        Place serving = organization.serving();
        text.heading("The death of " + serving.name() + " under both (simulated)");
        long start = System.nanoTime();
        organization.kill(serving);
        broken(david);
        broken(anna);
        again(david, start);
        again(anna, start);
        organization.revive(serving);
    }

    private AtWork overHttp() throws IOException {
        text.heading("MAPI over HTTP, at a name of its own");
        text.say("DNS: " + DemoPlan.WEB_FQDN + " is " + organization.resolve(DemoPlan.WEB_FQDN).getHostAddress()
                + ", the same balanced address; the array's name is for RPC alone.");
        AtWork david = begin(DemoPlan.DAVID, organization::overHttp, "Written over HTTP ");
        text.say(david.person().displayName() + " is signed in over TLS, served by " + organization.serving().name()
                + ", and saved \"" + david.subject() + "\".");
        return david;
    }

    private AtWork anywhere() throws IOException, StepFailed {
        text.heading("Outlook Anywhere, RPC inside HTTPS at the same name");
        AtWork anna = begin(DemoPlan.ANNA, (person, timeout) -> MapiSession.connect(organization.anywhere(person),
                organization.account(person), organization.legacyDn(person), timeout), "Written from anywhere ");
        ProxiedServer behind = organization.anywhere(anna.person());
        text.say(anna.person().displayName() + " is signed in twice, with NTLM at " + behind.proxyName()
                + " and sealed at " + behind.name() + ":" + behind.port() + " behind it.");
        int count = anna.mailbox().list(anna.mailbox().inbox(), List.of(Tags.SUBJECT)).size();
        if (count < 2) {
            throw new StepFailed("the Inbox holds nothing but the note");
        }
        text.say("She reads her Inbox of " + count + " messages, and saved \"" + anna.subject() + "\".");
        return anna;
    }

    private AtWork begin(Person person, Way way, String words) throws IOException {
        MapiSession session = way.connect(person, TIMEOUT);
        MailboxClient mailbox = MailboxClient.logon(session);
        String subject = words + organization.now();
        ObjectId note = mailbox.save(mailbox.inbox(), List.of(MailboxClient.text(Tags.MESSAGE_CLASS, "IPM.Note"),
                MailboxClient.text(Tags.SUBJECT, subject)));
        return new AtWork(person, way, session, mailbox, note, subject);
    }

    private void broken(AtWork client) throws IOException, StepFailed {
        try {
            client.mailbox().readStore(List.of(Tags.DISPLAY_NAME));
            throw new StepFailed("the session outlived its server");
        } catch (IOException gone) {
            text.say(client.person().displayName() + "'s connection broke: " + gone.getMessage());
        }
        client.session().drop();
    }

    private void again(AtWork client, long start) throws IOException, StepFailed {
        try (MapiSession again = reconnect(client, start)) {
            MailboxClient reopened = MailboxClient.logon(again);
            var row = reopened.read(reopened.inbox(), client.note(), List.of(Tags.SUBJECT));
            long gapMillis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            if (!MailboxClient.text(row.cells().getFirst()).equals(client.subject())) {
                throw new StepFailed("the note is not what was saved");
            }
            text.say("The same name answers " + client.person().displayName() + ", now from "
                    + organization.serving().name() + ". Gap: " + gapMillis
                    + " ms from the death to the note read.");
        }
    }

    private static MapiSession reconnect(AtWork client, long start) throws IOException {
        while (true) {
            try {
                return client.way().connect(client.person(), RECONNECT_TIMEOUT);
            } catch (IOException stillDown) {
                if (System.nanoTime() - start > GAP_MAX.toNanos()) {
                    throw stillDown;
                }
            }
        }
    }
}
