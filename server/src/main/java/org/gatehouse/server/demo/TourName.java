package org.gatehouse.server.demo;

import java.io.IOException;
import java.util.List;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.server.demo.DemoPlan.Person;
import org.gatehouse.server.demo.Tour.StepFailed;

/// The array gets another name, as before a new generation of servers, and its old one back: what Outlook is told of
/// it, and who is asked anything.
final class TourName {
    private static final Person WRITER = DemoPlan.DAVID;
    private static final String NEW_FQDN = "mapi." + DemoPlan.DOMAIN;

    private final DemoOrganization organization;
    private final TourShell shell;
    private final TourText text;

    TourName(DemoOrganization organization, TourShell shell, TourText text) {
        this.organization = organization;
        this.shell = shell;
        this.text = text;
    }

    void run() throws IOException, InterruptedException, StepFailed {
        text.heading("The endpoint under a new name");
        try (var writer = new TourWriter(text, WRITER, "Name " + organization.now(),
                () -> organization.connect(WRITER, TourWriter.TIMEOUT))) {
            writer.watch();
            rename(NEW_FQDN);
            text.say("Outlook is told of the new name when it makes or repairs a profile: Autodiscover answers "
                    + told(NEW_FQDN) + ".");
            stored(DemoPlan.ARRAY_FQDN, "is served, and not sent on: nobody is asked anything while the old record "
                    + "stays.");
            writer.tellUnnoticed();
            oldRecordGoes();
            rename(DemoPlan.ARRAY_FQDN);
            String back = told(DemoPlan.ARRAY_FQDN);
            organization.withdraw(NEW_FQDN);
            text.say("And back: Autodiscover answers " + back + ".");
            writer.tellUnnoticed();
            writer.finish();
        }
    }

    private void rename(String fqdn) throws StepFailed {
        shell.run("Set-ClientAccessArray " + DemoPlan.ARRAY + " -Fqdn " + fqdn);
        shell.run("Publish-ClientAccessArray " + DemoPlan.ARRAY + " -Address "
                + DemoPlan.ARRAY_ADDRESS.getHostAddress());
        shell.expect("Get-MailboxDatabase DB-Main | Format-List Name,RpcClientAccessServer", fqdn);
    }

    private String told(String wanted) throws IOException, StepFailed {
        String told = organization.autodiscovered(WRITER);
        if (!told.equals(wanted)) {
            throw new StepFailed("Autodiscover answered " + told + " instead of " + wanted);
        }
        return told;
    }

    private void stored(String name, String what) throws IOException {
        long start = System.nanoTime();
        try (MapiSession session = organization.connect(name, WRITER, TourWriter.TIMEOUT)) {
            MailboxClient mailbox = Patience.answer(() -> MailboxClient.logon(session));
            List<?> rows = Patience.answer(() -> mailbox.list(mailbox.inbox(), List.of(Tags.SUBJECT), 1));
            text.say("A client with the stored name " + name + " " + what + " (" + rows.size() + " message read after "
                    + (System.nanoTime() - start) / 1_000_000 + " ms.)");
        }
    }

    /// What happens to who still has the old name then.
    private void oldRecordGoes() throws IOException, StepFailed {
        organization.withdraw(DemoPlan.ARRAY_FQDN);
        long start = System.nanoTime();
        try (MapiSession wrong = organization.connect(DemoPlan.ARRAY_FQDN, WRITER, TourWriter.TIMEOUT)) {
            throw new StepFailed("a name without a record led to " + wrong.peer());
        } catch (IOException unknown) {
            text.say("When the old record goes, the stored name fails: " + unknown.getMessage() + ".");
        }
        String name = told(NEW_FQDN);
        try (MapiSession session = organization.connect(name, WRITER, TourWriter.TIMEOUT)) {
            MailboxClient mailbox = Patience.answer(() -> MailboxClient.logon(session));
            Patience.answer(() -> mailbox.readStore(List.of(Tags.DISPLAY_NAME)));
        }
        text.say("Its Outlook asks Autodiscover, finds " + name + ", changes its profile and asks to be restarted: "
                + "these people are prompted, and no others. Found and connected after "
                + (System.nanoTime() - start) / 1_000_000 + " ms.");
    }
}
