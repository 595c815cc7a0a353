package org.gatehouse.directory.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.MemoryDirectory;
import org.gatehouse.directory.Query;
import org.gatehouse.directory.addressbook.AddressBook;
import org.gatehouse.directory.organization.DatabaseObject.Kind;
import org.junit.jupiter.api.Test;

/// The seam offers changes of one entry only, so whatever makes several may be cut off between any two: what is left
/// disturbs no reader, and the same command again ends as if nothing had happened.
final class CutOffCreationTest {
    private static final Layout LAYOUT = new Layout("Org", "corp.example", "CORP");

    /// One organisation on a directory that can be cut off.
    private static final class Trial {
        final CutOffDirectory directory = new CutOffDirectory(new MemoryDirectory(
                InstantSource.fixed(Instant.EPOCH), () -> new UUID(1, 1)));
        final Organization organization = new Organization(directory, LAYOUT, () -> new UUID(2, 2));

        Trial() {
            OrganizationSetup.prepare(directory, LAYOUT, new UUID(3, 3));
            organization.sites().create("HeadOffice", List.of("10.1.0.0/16"));
            organization.servers().register("EX1", "ex1.corp.example", "HeadOffice", EnumSet.allOf(ServerRole.class));
            organization.databases().create(Kind.MAILBOX, "DB1", "EX1", Map.of());
            organization.mailboxes().create(NewMailbox.of("Ann", "ann@corp.example", "Us3r.pass".toCharArray(), ""));
        }

        /// Everything but the numbers of changes, which differ when a change was tried twice.
        List<String> contents() {
            return directory.search(Query.below(LAYOUT.domainContext(), Filter.createPresenceFilter("objectClass")))
                    .entries().stream().map(CutOffCreationTest::text).sorted().toList();
        }

        /// What the servers and every Get- cmdlet read.
        void readAll() throws UnknownHostException {
            for (Site site : organization.sites().all()) {
                assertThat(organization.sites().get(site.name())).isEqualTo(site);
            }
            for (int third = 1; third < 6; third++) {
                var address = InetAddress.getByAddress(new byte[] {10, (byte) third, 0, 1});
                organization.sites().of(address).ifPresent(site ->
                        assertThat(organization.sites().all()).contains(site));
            }
            for (Kind kind : Kind.values()) {
                organization.databases().all(kind).forEach(database ->
                        assertThat(organization.databases().get(kind, database.name())).isEqualTo(database));
            }
            assertThat(organization.servers().all()).isNotEmpty().allSatisfy(server ->
                    assertThat(organization.servers().get(server.fqdn())).isEqualTo(server));
            organization.arrays().all().forEach(array -> assertThat(array.site()).isNotEmpty());
            for (VirtualDirectory.Kind kind : VirtualDirectory.Kind.values()) {
                organization.virtualDirectories().all(kind).forEach(made -> assertThat(organization
                        .virtualDirectories().get(kind, made.identity())).isEqualTo(made));
            }
            assertThat(organization.outlookProviders().all()).hasSize(3);
            assertThat(organization.mailboxes().all(100)).isNotEmpty();
            assertThat(organization.rpcClientAccess().all()).isNotEmpty();
            assertThat(new AddressBook(organization)).isNotNull();
        }
    }

    @Test
    void aSiteWithItsSubnets() throws Exception {
        cutAtEveryStep(4, trial -> trial.organization.sites().create("Branch",
                List.of("10.2.0.0/16", "10.3.0.0/16", "10.4.0.0/16")));
    }

    @Test
    void aDatabaseWithItsCopy() throws Exception {
        cutAtEveryStep(2, trial -> trial.organization.databases().create(Kind.MAILBOX, "DB2", "EX1",
                Map.of(DatabaseProperty.IS_EXCLUDED_FROM_PROVISIONING, "True")));
        cutAtEveryStep(2, trial -> trial.organization.databases().create(Kind.PUBLIC_FOLDER, "PF1", "EX1", Map.of()));
    }

    @Test
    void aMailboxWithItsPolicy() throws Exception {
        cutAtEveryStep(1, trial -> trial.organization.mailboxes().create(NewMailbox.of("Bob", "bob@corp.example",
                "Us3r.pass".toCharArray(), "DB1")));
    }

    @Test
    void aServerWithItsSettingsAndConnectionPoint() throws Exception {
        cutAtEveryStep(9, trial -> trial.organization.servers().register("EX2", "ex2.corp.example", "HeadOffice",
                Set.of(ServerRole.CLIENT_ACCESS)));
    }

    @Test
    void anArrayThatGetsAnotherNameAndHost() throws Exception {
        cutAtEveryStep(1, trial -> trial.organization.arrays().create("outlook", "outlook.corp.example",
                "HeadOffice"));
        cutAtEveryStep(2, trial -> trial.organization.arrays().set("outlook", "mail", "mail.corp.example", ""),
                trial -> trial.organization.arrays().create("outlook", "outlook.corp.example", "HeadOffice"));
    }

    @Test
    void theOrganisationAndItsAdministrator() throws Exception {
        cutAtEveryStep(2, trial -> OrganizationSetup.addAdministrator(trial.directory, LAYOUT, "Administrator",
                "Adm1n.pass".toCharArray()));
        int steps = 0;
        for (boolean whole = false; !whole; steps++) {
            var directory = new CutOffDirectory(new MemoryDirectory(InstantSource.system(), UUID::randomUUID));
            directory.cutOffAfter(steps);
            whole = done(() -> OrganizationSetup.prepare(directory, LAYOUT, new UUID(3, 3)));
            directory.mend();
            OrganizationSetup.prepare(directory, LAYOUT, new UUID(3, 3));
            assertThat(new Organization(directory, LAYOUT, UUID::randomUUID).throttlingPolicies().all())
                    .as("after %d steps", steps).hasSize(1);
        }
        assertThat(steps).isGreaterThan(15);
    }

    @Test
    void theRemovalOfADatabase() throws Exception {
        cutAtEveryStep(2, trial -> trial.organization.databases().remove(Kind.MAILBOX, "DB2"),
                trial -> trial.organization.databases().create(Kind.MAILBOX, "DB2", "EX1", Map.of()));
    }

    @Test
    void whatIsWholeOrOfAnotherShapeIsNotTakenForAPart() {
        var trial = new Trial();
        refused(() -> trial.organization.sites().create("HeadOffice", List.of("10.1.0.0/16")));
        refused(() -> trial.organization.sites().create("HeadOffice", List.of("10.9.0.0/16")));
        refused(() -> trial.organization.sites().create("HeadOffice", List.of()));
        refused(() -> trial.organization.databases().create(Kind.MAILBOX, "DB1", "EX1", Map.of()));
        trial.directory.cutOffAfter(1);
        assertThatThrownBy(() -> trial.organization.databases().create(Kind.MAILBOX, "DB2", "EX1", Map.of()))
                .hasMessage("cut off");
        trial.directory.mend();
        refused(() -> trial.organization.databases().create(Kind.PUBLIC_FOLDER, "DB2", "EX1", Map.of()));
        refused(() -> trial.organization.databases().create(Kind.MAILBOX, "DB2", "EX1",
                Map.of(DatabaseProperty.IS_EXCLUDED_FROM_PROVISIONING, "True")));
    }

    @Test
    void aSubnetWithoutItsSiteCountsForNothingAndIsFree() throws Exception {
        var trial = new Trial();
        trial.directory.add(Layout.child("10.1.5.0/24", LAYOUT.subnets()), List.of(
                new Attribute("objectClass", "subnet"),
                new Attribute("siteObject", Layout.child("Gone", LAYOUT.sites()).toString())));
        var address = InetAddress.getByAddress(new byte[] {10, 1, 5, 1});
        assertThat(trial.organization.sites().of(address)).hasValueSatisfying(site ->
                assertThat(site.name()).isEqualTo("HeadOffice"));
        trial.organization.sites().create("Branch", List.of("10.1.5.0/24"));
        assertThat(trial.organization.sites().of(address)).hasValueSatisfying(site ->
                assertThat(site.name()).isEqualTo("Branch"));
    }

    private static void cutAtEveryStep(int steps, Consumer<Trial> command) throws UnknownHostException {
        cutAtEveryStep(steps, command, trial -> { });
    }

    private static void cutAtEveryStep(int steps, Consumer<Trial> command, Consumer<Trial> before)
            throws UnknownHostException {
        var whole = new Trial();
        before.accept(whole);
        command.accept(whole);
        List<String> wanted = whole.contents();
        for (int step = 0; step < steps; step++) {
            var trial = new Trial();
            before.accept(trial);
            trial.directory.cutOffAfter(step);
            assertThat(done(() -> command.accept(trial))).as("step %d fails", step).isFalse();
            trial.directory.mend();
            trial.readAll();
            command.accept(trial);
            trial.readAll();
            assertThat(trial.contents()).as("cut off before step %d", step).isEqualTo(wanted);
        }
        var last = new Trial();
        before.accept(last);
        last.directory.cutOffAfter(steps);
        assertThat(done(() -> command.accept(last))).as("there are %d steps", steps).isTrue();
    }

    private static boolean done(Runnable command) {
        try {
            command.run();
            return true;
        } catch (DirectoryException failed) {
            assertThat(failed).hasMessage("cut off");
            return false;
        }
    }

    private static void refused(Runnable attempt) {
        assertThatThrownBy(attempt::run).isInstanceOfSatisfying(DirectoryException.class,
                refusal -> assertThat(refusal.reason()).isEqualTo(Reason.ALREADY_EXISTS));
    }

    private static String text(ReadOnlyEntry entry) {
        return entry.getDN() + " " + entry.getAttributes().stream()
                .filter(attribute -> !attribute.getName().toLowerCase(java.util.Locale.ROOT).startsWith("usn"))
                .map(attribute -> attribute.getName() + Arrays.toString(attribute.getValues())).sorted().toList();
    }
}
