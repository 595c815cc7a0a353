package org.gatehouse.server.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gatehouse.client.EndpointMap;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.client.WrongServerException;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.server.demo.DemoPlan.Person;
import org.gatehouse.server.demo.DemoPlan.Place;
import org.gatehouse.server.demo.Tour.StepFailed;

/// What clients see: mail through the array's name, the death of a server, public folders beside the array.
final class TourClients {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration RECONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration GAP_MAX = Duration.ofSeconds(90);
    private static final int SHOWN_MAX = 5;
    private static final List<PropertyTag> COLUMNS = List.of(Tags.SUBJECT, Tags.SENDER_NAME);

    private final DemoOrganization organization;
    private final TourText text;

    TourClients(DemoOrganization organization, TourText text) {
        this.organization = organization;
        this.text = text;
    }

    void run() throws IOException, StepFailed {
        letters();
        Place served = oneClient();
        publicFolders();
        organization.revive(served);
        text.say(served.name() + " was started again and is taken back by the balancer.");
    }

    /// Every letter goes through the whole path: DNS, balancer, endpoint mapper, NTLM, logon, save, submit, delivery.
    private void letters() throws IOException, StepFailed {
        text.heading("Letters, written by clients through the array's name");
        List<String[]> letters = readLetters();
        Map<String, List<String[]>> bySender = letters.stream().collect(Collectors.groupingBy(letter -> letter[0]));
        for (var entry : bySender.entrySet()) {
            Person sender = person(entry.getKey());
            try (MapiSession session = organization.connect(sender, TIMEOUT)) {
                MailboxClient mailbox = MailboxClient.logon(session);
                if (!mailbox.list(mailbox.sentItems(), COLUMNS).isEmpty()) {
                    text.say(sender.displayName() + " has written before.");
                    continue;
                }
                for (String[] letter : entry.getValue()) {
                    mailbox.send(organization.legacyDn(person(letter[1])), letter[2], letter[3].replace("\\n", "\r\n"));
                }
                text.say(sender.displayName() + " sent " + entry.getValue().size() + " letters through "
                        + organization.endpointOf(sender) + ".");
            }
        }
    }

    private Place oneClient() throws IOException, StepFailed {
        text.heading("One client, one name, two servers");
        Person anna = DemoPlan.ANNA;
        InetAddress address = organization.resolve(DemoPlan.ARRAY_FQDN);
        text.say("DNS: " + DemoPlan.ARRAY_FQDN + " is " + address.getHostAddress());
        InetSocketAddress rpc = EndpointMap.find(organization.endpointMapper(address), MapiSession.SERVICE, TIMEOUT);
        text.say("Endpoint mapper: the RPC Client Access service is at " + rpc.getAddress().getHostAddress() + ":"
                + rpc.getPort());
        MapiSession session = organization.connect(anna, TIMEOUT);
        MailboxClient mailbox = MailboxClient.logon(session);
        Place serving = organization.serving();
        text.say(anna.displayName() + " is signed in with NTLM, sealed, and served by " + serving.name()
                + ". Her Inbox:");
        List<PropertyRow> rows = mailbox.list(mailbox.inbox(), COLUMNS);
        rows.stream().limit(SHOWN_MAX).forEach(row -> text.say("    " + MailboxClient.text(row.cells().get(0))
                + "  (" + MailboxClient.text(row.cells().get(1)) + ")"));
        if (rows.isEmpty()) {
            throw new StepFailed("the Inbox is empty");
        }
        String subject = "Note to myself " + organization.now();
        ObjectId note = mailbox.save(mailbox.inbox(), List.of(MailboxClient.text(Tags.MESSAGE_CLASS, "IPM.Note"),
                MailboxClient.text(Tags.SUBJECT, subject)));
        text.say("She saved \"" + subject + "\".");
        death(serving, anna, mailbox, note, subject);
        session.drop();
        return serving;
    }

    private void death(Place serving, Person anna, MailboxClient mailbox, ObjectId note, String subject)
            throws IOException, StepFailed {
        text.heading("The death of " + serving.name()
                + " (simulated: its sockets are reset, its sessions dropped without clean-up)");
        long start = System.nanoTime();
        organization.kill(serving);
        try {
            mailbox.readStore(List.of(Tags.DISPLAY_NAME));
            throw new StepFailed("the session outlived its server");
        } catch (IOException gone) {
            text.say("The client's connection broke: " + gone.getMessage());
        }
        MapiSession again = reconnect(anna, start);
        MailboxClient reopened = MailboxClient.logon(again);
        PropertyRow row = reopened.read(reopened.inbox(), note, List.of(Tags.SUBJECT));
        long gapMillis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        if (!MailboxClient.text(row.cells().getFirst()).equals(subject)) {
            throw new StepFailed("the note is not what was saved");
        }
        text.say("The same name answers, now from " + organization.serving().name() + ", and the note is there. Gap: "
                + gapMillis + " ms from the death to the note read.");
        again.close();
    }

    private MapiSession reconnect(Person person, long start) throws IOException {
        while (true) {
            try {
                return organization.connect(person, RECONNECT_TIMEOUT);
            } catch (IOException stillDown) {
                if (System.nanoTime() - start > GAP_MAX.toNanos()) {
                    throw stillDown;
                }
            }
        }
    }

    private void publicFolders() throws IOException, StepFailed {
        text.heading("Public folders live at the mailbox server, beside the array");
        Person anna = DemoPlan.ANNA;
        InetAddress mbx1 = organization.resolve(DemoPlan.MBX1.fqdn());
        InetSocketAddress rpc = EndpointMap.find(organization.endpointMapper(mbx1), MapiSession.SERVICE, TIMEOUT);
        try (var session = MapiSession.connect(rpc, organization.account(anna), organization.legacyDn(anna), TIMEOUT)) {
            session.logon("");
            text.say("Public folder logon at " + DemoPlan.MBX1.fqdn() + ": accepted.");
            try {
                session.logon(organization.legacyDn(anna));
                throw new StepFailed("a mailbox server accepted a private logon");
            } catch (WrongServerException refer) {
                text.say("Private logon there: ecWrongServer, go to " + refer.serverDn());
            }
        }
        try (var session = organization.connect(anna, TIMEOUT)) {
            session.logon("");
            throw new StepFailed("a Client Access server accepted a public folder logon");
        } catch (WrongServerException refer) {
            text.say("Public folder logon at the array: ecWrongServer, go to " + refer.serverDn());
        }
    }

    private static Person person(String account) throws StepFailed {
        return DemoPlan.PEOPLE.stream().filter(person -> person.account().equals(account)).findFirst()
                .orElseThrow(() -> new StepFailed("nobody is called " + account));
    }

    private static List<String[]> readLetters() throws IOException {
        try (InputStream in = TourClients.class.getResourceAsStream("letters.tsv")) {
            if (in == null) {
                throw new IOException("letters.tsv is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank()).map(line -> line.split("\t", 4)).toList();
        }
    }
}
