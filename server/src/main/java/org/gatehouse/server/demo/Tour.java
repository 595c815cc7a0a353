package org.gatehouse.server.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.gatehouse.server.demo.DemoPlan.Person;
import org.gatehouse.server.demo.DemoPlan.Place;

/// The guided tour: what an administrator does, each shell command with what it printed, and what a client sees.
///
/// A second start finds the objects there and shows them instead of creating them. A step that does not hold throws
/// [StepFailed], which ends the tour.
final class Tour {
    private final DemoOrganization organization;
    private final TourShell shell;
    private final TourText text;
    /// Whether an earlier start has replaced the first server.
    private boolean replaced;

    Tour(DemoOrganization organization, PrintStream out) {
        this.organization = organization;
        this.text = new TourText(out);
        this.shell = new TourShell(organization, out);
    }

    /// A step that did not hold.
    static final class StepFailed extends Exception {
        private static final long serialVersionUID = 1L;

        StepFailed(String what) {
            super(what);
        }
    }

    void run() throws StepFailed, IOException, InterruptedException {
        sitesAndServers();
        theTrap();
        theArray();
        theRepair();
        branchAndPublicFolders();
        people();
        if (!replaced) {
            new TourServers(organization, shell, text).run();
        }
        autodiscover();
        new TourClients(organization, text).run();
        organization.awaitMembers();
        new TourWeb(organization, text).run();
        organization.awaitMembers();
        new TourThrottling(organization, shell, text).run();
        new TourName(organization, shell, text).run();
        new TourMove(organization, shell, text).run();
        heading("Where every database sends its clients");
        shell.run("Get-MailboxDatabase | Format-List Name,RpcClientAccessServer");
        // Only now: whoever waits for the file finds every server alive and no death ahead.
        organization.awaitMembers();
        organization.writeEndpoints();
    }

    private void sitesAndServers() throws StepFailed, IOException {
        replaced = shell.has("Get-ExchangeServer", DemoPlan.CAS2.name())
                && !shell.has("Get-ExchangeServer", DemoPlan.OLD1.name());
        heading(replaced ? "Two sites, four servers" : "Two sites, three servers");
        for (String site : List.of(DemoPlan.HEAD_OFFICE, DemoPlan.BRANCH)) {
            int network = site.equals(DemoPlan.BRANCH) ? 32 : 0;
            if (!shell.has("Get-ADSite", site)) {
                shell.run("New-ADSite -Name " + site + " -Subnet 127.0.1." + network + "/27");
            }
        }
        for (Place place : replaced ? DemoPlan.SERVERS
                : List.of(DemoPlan.OLD1, DemoPlan.MBX1, DemoPlan.BRANCH1)) {
            organization.install(place);
        }
        say("Set-up registered the servers; the directory knows them:");
        shell.run("Get-ExchangeServer | Format-Table Name,Site,ServerRole,AdminDisplayVersion -AutoSize");
    }

    private void theTrap() throws StepFailed, IOException {
        heading("A database that was created too early");
        if (!shell.has("Get-MailboxDatabase", "DB-Early")) {
            shell.run("New-MailboxDatabase -Name DB-Early -Server MBX1");
            mount("DB-Early");
            shell.expect("Get-MailboxDatabase DB-Early | Format-List Name,RpcClientAccessServer",
                    DemoPlan.OLD1.fqdn());
            say("The site has no array yet, so clients of this database are pinned to one server. Nothing changes "
                    + "that later by itself.");
        } else {
            say("DB-Early is there from an earlier start.");
            mount("DB-Early");
        }
    }

    private void theArray() throws StepFailed, IOException {
        heading("The array, its DNS record, and a database created after it");
        String address = (replaced ? DemoPlan.ARRAY_ADDRESS : DemoPlan.OLD1.address()).getHostAddress();
        if (!shell.has("Get-ClientAccessArray", DemoPlan.ARRAY)) {
            shell.run("New-ClientAccessArray -Name " + DemoPlan.ARRAY + " -Fqdn " + DemoPlan.ARRAY_FQDN + " -Site "
                    + DemoPlan.HEAD_OFFICE + " -PublishAddress " + address);
        } else {
            putRight(address);
        }
        shell.run("Get-ClientAccessArray | Format-List Name,Fqdn,Site,Members");
        if (replaced) {
            organization.startBalancer();
        }
        say("DNS now answers " + DemoPlan.ARRAY_FQDN + " with "
                + organization.resolve(DemoPlan.ARRAY_FQDN).getHostAddress()
                + (replaced ? ", the balanced address in front of CAS1 and CAS2." : ", the address of the only server. "
                        + "An array costs nothing, and leads to all that follows."));
        if (!shell.has("Get-MailboxDatabase", "DB-Main")) {
            shell.run("New-MailboxDatabase -Name DB-Main -Server MBX1");
        }
        mount("DB-Main");
        shell.expect("Get-MailboxDatabase DB-Main | Format-List Name,RpcClientAccessServer", DemoPlan.ARRAY_FQDN);
    }

    /// An earlier start may have been cut off before it mounted what it had made.
    private void mount(String database) throws StepFailed {
        if (!shell.says("Get-MailboxDatabase " + database + " -Status | Format-List Mounted", "True")) {
            shell.run("Mount-Database " + database);
        }
    }

    /// What an earlier start may have left when it was cut off.
    private void putRight(String address) throws StepFailed, IOException {
        if (!shell.says("Get-ClientAccessArray " + DemoPlan.ARRAY + " | Format-List Fqdn", DemoPlan.ARRAY_FQDN)) {
            shell.run("Set-ClientAccessArray " + DemoPlan.ARRAY + " -Fqdn " + DemoPlan.ARRAY_FQDN);
        }
        if (!organization.isPublished(DemoPlan.ARRAY_FQDN, address)) {
            shell.run("Publish-ClientAccessArray " + DemoPlan.ARRAY + " -Address " + address);
        }
        if (shell.has("Get-MailboxDatabase", "DB-Main") && !shell.says(
                "Get-MailboxDatabase DB-Main | Format-List RpcClientAccessServer", DemoPlan.ARRAY_FQDN)) {
            shell.run("Set-MailboxDatabase DB-Main -RpcClientAccessServer " + DemoPlan.ARRAY);
        }
    }

    private void theRepair() throws StepFailed {
        heading("The repair of the early database");
        if (!shell.says("Get-MailboxDatabase DB-Early | Format-List RpcClientAccessServer", DemoPlan.ARRAY_FQDN)) {
            shell.run("Set-MailboxDatabase DB-Early -RpcClientAccessServer " + DemoPlan.ARRAY);
        }
        shell.expect("Get-MailboxDatabase DB-Early | Format-List Name,RpcClientAccessServer", DemoPlan.ARRAY_FQDN);
    }

    private void branchAndPublicFolders() throws StepFailed {
        heading("The branch, and public folders, which no array covers");
        if (!shell.has("Get-MailboxDatabase", "DB-Branch")) {
            shell.run("New-MailboxDatabase -Name DB-Branch -Server BRANCH1");
        }
        mount("DB-Branch");
        if (!shell.has("Get-PublicFolderDatabase", "PF-HeadOffice")) {
            shell.run("New-PublicFolderDatabase -Name PF-HeadOffice -Server MBX1");
        }
        if (!shell.says("Get-PublicFolderDatabase PF-HeadOffice -Status | Format-List Mounted", "True")) {
            shell.run("Mount-Database PF-HeadOffice");
        }
        shell.run("Get-PublicFolderDatabase | Format-Table Name,Server");
    }

    private void people() throws StepFailed, IOException {
        heading("Mailboxes");
        for (Person person : DemoPlan.PEOPLE) {
            if (shell.has("Get-Mailbox", person.account())) {
                continue;
            }
            shell.secret("password", organization.password(person.account()));
            shell.run("New-Mailbox -Name \"" + person.displayName() + "\" -SamAccountName " + person.account()
                    + " -Alias " + person.account() + " -UserPrincipalName " + person.upn() + " -FirstName "
                    + person.givenName() + (person.surname().isEmpty() ? "" : " -LastName " + person.surname())
                    + " -Database " + person.database() + " -Password $password");
        }
        organization.makeAdministrator(DemoPlan.ADMINISTRATOR);
        shell.run("Get-Mailbox | Format-Table DisplayName,Alias,Database -AutoSize");
    }

    private void autodiscover() throws StepFailed, IOException {
        heading("Autodiscover tells the database's endpoint");
        told(DemoPlan.ARRAY_FQDN);
        shell.run("Set-MailboxDatabase DB-Main -RpcClientAccessServer CAS1");
        told(DemoPlan.CAS1.fqdn());
        shell.run("Set-MailboxDatabase DB-Main -RpcClientAccessServer " + DemoPlan.ARRAY);
        told(DemoPlan.ARRAY_FQDN);
    }

    private void told(String wanted) throws StepFailed, IOException {
        String server = organization.autodiscovered(DemoPlan.ANNA);
        say("Asked for " + DemoPlan.ANNA.upn() + ", Autodiscover answers: EXCH, Server " + server);
        if (!server.equals(wanted)) {
            throw new StepFailed("Autodiscover answered " + server + " instead of " + wanted);
        }
    }

    private void heading(String words) {
        text.heading(words);
    }

    private void say(String words) {
        text.say(words);
    }
}
