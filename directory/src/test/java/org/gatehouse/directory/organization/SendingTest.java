package org.gatehouse.directory.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.directory.MemoryDirectory;
import org.gatehouse.directory.addressbook.Addressees;
import org.gatehouse.directory.addressbook.Addressees.Addressee;
import org.gatehouse.directory.addressbook.Addressees.SendRight;
import org.gatehouse.directory.organization.DatabaseObject.Kind;
import org.gatehouse.directory.organization.DistributionGroups.NewGroup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whom addresses name, how large mailboxes may be, and who may send in another's name.
final class SendingTest {
    private static final Layout LAYOUT = new Layout("First Organization", "corp.example", "CORP");
    private final MemoryDirectory directory = new MemoryDirectory(InstantSource.system(), UUID::randomUUID);
    private final Organization organization = new Organization(directory, LAYOUT, UUID::randomUUID);
    private final Addressees addressees = new Addressees(organization);
    private MailboxUser ann;
    private MailboxUser ben;

    @BeforeEach
    void prepare() {
        OrganizationSetup.prepare(directory, LAYOUT, UUID.randomUUID());
        organization.sites().create("HeadOffice", List.of("10.1.0.0/16"));
        organization.servers().register("EX1", "ex1.corp.example", "HeadOffice", EnumSet.allOf(ServerRole.class));
        organization.databases().create(Kind.MAILBOX, "DB1", "EX1", Map.of());
        ann = user("ann");
        ben = user("ben");
    }

    private MailboxUser user(String name) {
        return organization.mailboxes().create(NewMailbox.of(name, name + "@corp.example",
                "Passw0rd".toCharArray(), "")).value();
    }

    private void group(String name, String... members) {
        organization.distributionGroups().create(new NewGroup(name, "", "", "", "", false, "", List.of(members)));
    }

    private SendRight right(MailboxUser actor, MailboxUser represented) {
        return addressees.rightOf(actor.header().distinguishedName(), represented.header().distinguishedName());
    }

    @Test
    void rightsAreOnesOwnOrThoseOfGroupsWithinGroups() {
        assertThat(right(ann, ben)).isEqualTo(SendRight.NONE);
        group("inner", "ann");
        group("outer", "inner");
        organization.distributionGroups().addMember("inner", "outer");
        organization.sendPermissions().setOnBehalf("ben", List.of("outer"));
        assertThat(right(ann, ben)).isEqualTo(SendRight.ON_BEHALF);
        assertThat(right(ben, ann)).isEqualTo(SendRight.NONE);
        organization.sendPermissions().grantSendAs("ben", "ann");
        assertThat(right(ann, ben)).isEqualTo(SendRight.AS);
        organization.sendPermissions().revokeSendAs("ben", "ann");
        organization.sendPermissions().setOnBehalf("ben", List.of());
        assertThat(right(ann, ben)).isEqualTo(SendRight.NONE);
    }

    @Test
    void securityGroupsReachThroughSecurityGroupsOnly() {
        organization.distributionGroups().create(new NewGroup("team", "", "", "", "", true, "", List.of("ann")));
        organization.distributionGroups().create(new NewGroup("floor", "", "", "", "", true, "", List.of("team")));
        organization.distributionGroups().create(new NewGroup("list", "", "", "", "", false, "", List.of("ann")));
        organization.distributionGroups().create(new NewGroup("beyond", "", "", "", "", true, "", List.of("list")));
        organization.distributionGroups().addMember("team", "floor");
        assertThat(organization.distributionGroups().securityGroupsOf(ann.header().distinguishedName()))
                .extracting(group -> group.name()).containsExactlyInAnyOrder("team", "floor");
        assertThat(organization.distributionGroups().securityGroupsOf(ben.header().distinguishedName())).isEmpty();
    }

    @Test
    void limitsOfMessagesAreTheMailboxsOrElseTheOrganisations() {
        assertThat(limits()).isEqualTo(new Addressees.MessageLimits(10L << 20, 10L << 20, 5_000));
        organization.transportConfig().set("25MB", "unlimited", "200");
        assertThat(limits()).isEqualTo(new Addressees.MessageLimits(25L << 20, Long.MAX_VALUE, 200));
        organization.mailboxes().set("ann", Map.of(MailboxProperty.MAX_SEND_SIZE, "1MB",
                MailboxProperty.MAX_RECEIVE_SIZE, "2MB", MailboxProperty.RECIPIENT_LIMITS, "300"));
        assertThat(limits()).isEqualTo(new Addressees.MessageLimits(1L << 20, 2L << 20, 300));
        organization.mailboxes().set("ann", Map.of(MailboxProperty.MAX_SEND_SIZE, "Unlimited",
                MailboxProperty.RECIPIENT_LIMITS, "unlimited"));
        assertThat(limits()).isEqualTo(new Addressees.MessageLimits(25L << 20, 2L << 20, 200));
        assertThatThrownBy(() -> organization.transportConfig().set("lots", null, null))
                .hasMessageContaining("MaxSendSize").hasMessageContaining("lots");
        assertThatThrownBy(() -> organization.transportConfig().set(null, null, "-3"))
                .hasMessageContaining("MaxRecipientEnvelopeLimit").hasMessageContaining("-3");
        assertThat(limits().sendBytesMax()).as("a refused change changes nothing").isEqualTo(25L << 20);
    }

    private Addressees.MessageLimits limits() {
        return ((Addressee.User) addressees.bySmtp("ann@corp.example")).message();
    }

    @Test
    void addressesNameUsersWithTheirQuotasAndGroups() {
        group("staff", "ann", "ben");
        assertThat(addressees.bySmtp("STAFF@corp.example")).isInstanceOfSatisfying(Addressee.Group.class,
                found -> assertThat(Set.copyOf(found.group().members())).containsExactlyInAnyOrder(
                        ann.header().distinguishedName(), ben.header().distinguishedName()));
        assertThat(addressees.byLegacyDn("/o=nobody")).isInstanceOf(Addressee.Nobody.class);
        assertThat(addressees.byLegacyDn(ann.legacyExchangeDn())).isInstanceOfSatisfying(Addressee.User.class,
                found -> assertThat(found.sendBytesMax()).as("the database's").isEqualTo(2L << 30));
        organization.mailboxes().set("ann", Map.of(MailboxProperty.USE_DATABASE_QUOTA_DEFAULTS, "false",
                MailboxProperty.PROHIBIT_SEND_QUOTA, "1MB", MailboxProperty.PROHIBIT_SEND_RECEIVE_QUOTA, "unlimited"));
        assertThat(addressees.bySmtp("ann@corp.example")).isInstanceOfSatisfying(Addressee.User.class, found -> {
            assertThat(found.sendBytesMax()).isEqualTo(1L << 20);
            assertThat(found.receiveBytesMax()).isEqualTo(Long.MAX_VALUE);
        });
    }
}
