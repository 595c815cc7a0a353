package org.gatehouse.server.demo;

import java.io.IOException;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.server.demo.DemoPlan.Person;
import org.gatehouse.server.demo.Tour.StepFailed;

/// What an array is for though there is one server: the server becomes one of a balanced pair, and is replaced by one
/// of another name, while somebody works.
final class TourServers {
    private static final Person WRITER = DemoPlan.DAVID;

    private final DemoOrganization organization;
    private final TourShell shell;
    private final TourText text;

    TourServers(DemoOrganization organization, TourShell shell, TourText text) {
        this.organization = organization;
        this.shell = shell;
        this.text = text;
    }

    void run() throws IOException, InterruptedException, StepFailed {
        text.heading("From one server to a balanced pair, while somebody writes");
        try (var writer = new TourWriter(text, WRITER, "Server " + organization.now(),
                () -> organization.connect(DemoPlan.ARRAY_FQDN, WRITER, TourWriter.TIMEOUT))) {
            writer.watch();
            text.say(WRITER.displayName() + " writes through " + DemoPlan.ARRAY_FQDN + ", which is "
                    + DemoPlan.OLD1.name() + " itself.");
            pair();
            writer.tellUnnoticed();
            storedNameLeadsTo(DemoPlan.ARRAY_ADDRESS.getHostAddress());
            text.heading("A server replaced by one of a different name");
            writer.watch();
            replacement();
            int anew = writer.tell();
            if (anew == 0) {
                throw new StepFailed("the session outlived its server");
            }
            storedNameLeadsTo(DemoPlan.ARRAY_ADDRESS.getHostAddress());
            writer.finish();
        }
        shell.expect("Get-ClientAccessArray | Format-List Name,Fqdn,Members", "{CAS1, CAS2}");
    }

    private void pair() throws IOException, StepFailed {
        organization.install(DemoPlan.CAS1);
        text.say("Set-up on " + DemoPlan.CAS1.name() + ": it is a member of the array by being there.");
        shell.run("Get-ClientAccessArray | Format-List Name,Members");
        organization.startBalancer();
        organization.awaitMember(DemoPlan.CAS1);
        shell.run("Publish-ClientAccessArray " + DemoPlan.ARRAY + " -Address "
                + DemoPlan.ARRAY_ADDRESS.getHostAddress());
    }

    private void replacement() throws IOException, StepFailed {
        organization.install(DemoPlan.CAS2);
        organization.awaitMember(DemoPlan.CAS2);
        text.say(DemoPlan.CAS2.name() + " is to take the place of " + DemoPlan.OLD1.name() + ", where "
                + WRITER.displayName() + "'s session is.");
        shell.run("Suspend-ClientAccessArrayMember " + DemoPlan.OLD1.name() + " -Confirm:$false");
        shell.run("Get-ClientAccessArrayMember | Format-Table Server,State,Connections -AutoSize");
        shell.run("Remove-ExchangeServer " + DemoPlan.OLD1.name() + " -Confirm:$false");
        organization.stop(DemoPlan.OLD1);
        text.say("Its services are stopped, and its DNS record is taken away.");
    }

    /// Somebody whose profile has the array's name comes, and is asked nothing.
    private void storedNameLeadsTo(String address) throws IOException, StepFailed {
        long start = System.nanoTime();
        try (MapiSession session = organization.connect(DemoPlan.ARRAY_FQDN, WRITER, TourWriter.TIMEOUT)) {
            MailboxClient mailbox = Patience.answer(() -> MailboxClient.logon(session));
            if (Patience.answer(() -> mailbox.list(mailbox.inbox(), java.util.List.of(Tags.SUBJECT))).isEmpty()) {
                throw new StepFailed("the Inbox is empty");
            }
            String led = session.peer().getAddress().getHostAddress();
            if (!led.equals(address)) {
                throw new StepFailed(DemoPlan.ARRAY_FQDN + " leads to " + led + " instead of " + address);
            }
            text.say("A client with the stored name " + DemoPlan.ARRAY_FQDN + " comes: at " + led
                    + ", Inbox read after " + (System.nanoTime() - start) / 1_000_000 + " ms, no question asked.");
        }
    }
}
