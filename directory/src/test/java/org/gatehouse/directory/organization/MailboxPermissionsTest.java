package org.gatehouse.directory.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.directory.organization.MailboxRight.CHANGE_OWNER;
import static org.gatehouse.directory.organization.MailboxRight.FULL_ACCESS;
import static org.gatehouse.directory.organization.MailboxRight.READ_PERMISSION;

import com.unboundid.ldap.sdk.RDN;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.MemoryDirectory;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.organization.DistributionGroups.NewGroup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who may open another's mailbox.
final class MailboxPermissionsTest {
    private static final Layout LAYOUT = new Layout("First Organization", "corp.example", "CORP");
    private final MemoryDirectory directory = new MemoryDirectory(InstantSource.system(), UUID::randomUUID);
    private final Organization organization = new Organization(directory, LAYOUT, UUID::randomUUID);
    private final MailboxPermissions permissions = organization.mailboxPermissions();
    private String ann;
    private String ben;

    @BeforeEach
    void prepare() {
        OrganizationSetup.prepare(directory, LAYOUT, UUID.randomUUID());
        organization.sites().create("HeadOffice", List.of("10.1.0.0/16"));
        organization.servers().register("EX1", "ex1.corp.example", "HeadOffice", EnumSet.allOf(ServerRole.class));
        organization.databases().create(DatabaseObject.Kind.MAILBOX, "DB1", "EX1", Map.of());
        ann = user("ann");
        ben = user("ben");
    }

    private String user(String name) {
        return organization.mailboxes().create(NewMailbox.of(name, name + "@corp.example", "Passw0rd".toCharArray(),
                "DB1")).value().header().distinguishedName();
    }

    private List<String> mappedTo(String mailbox) {
        String[] names = directory.get(Names.requireDn(mailbox)).orElseThrow()
                .getAttributeValues("msExchDelegateListLink");
        return names == null ? List.of() : List.of(names);
    }

    @Test
    void fullAccessOpensAndMapsAMailbox() {
        assertThat(permissions.opens(ben, ann)).isFalse();
        assertThat(permissions.grant("ann", "CORP\\ben", List.of(FULL_ACCESS), false, true).value()).isEqualTo(
                new MailboxPermission("corp.example/Users/ann", "CORP\\ben", ben, List.of(FULL_ACCESS), false));
        assertThat(permissions.opens(ben, ann)).isTrue();
        assertThat(permissions.opens(ann, ben)).isFalse();
        assertThat(mappedTo(ann)).containsExactly(ben);
        assertThat(permissions.of("ann")).extracting(MailboxPermission::trustee, MailboxPermission::rights)
                .containsExactly(org.assertj.core.api.Assertions.tuple(MailboxPermission.SELF,
                        List.of(FULL_ACCESS, READ_PERMISSION)),
                        org.assertj.core.api.Assertions.tuple("CORP\\ben", List.of(FULL_ACCESS)));
        assertThat(permissions.grant("ann", "ben", List.of(FULL_ACCESS), false, false).warnings()).singleElement()
                .asString().contains("already");
        assertThat(mappedTo(ann)).as("nothing was changed").containsExactly(ben);
        permissions.revoke("ann", "ben", List.of(FULL_ACCESS), false);
        assertThat(permissions.opens(ben, ann)).isFalse();
        assertThat(mappedTo(ann)).isEmpty();
        assertThat(permissions.revoke("ann", "ben", List.of(FULL_ACCESS), false).warnings()).hasSize(1);
        permissions.grant("ann", "ben", List.of(FULL_ACCESS), false, false);
        permissions.grant("ann", "ann", List.of(FULL_ACCESS), false, true);
        assertThat(permissions.opens(ben, ann)).isTrue();
        assertThat(mappedTo(ann)).isEmpty();
    }

    @Test
    void otherRightsOpenNothing() {
        permissions.grant("ann", "ben", List.of(READ_PERMISSION, CHANGE_OWNER), false, true);
        assertThat(permissions.opens(ben, ann)).isFalse();
        assertThat(mappedTo(ann)).isEmpty();
        assertThat(permissions.of("ann").getLast().rights()).containsExactly(READ_PERMISSION, CHANGE_OWNER);
        permissions.revoke("ann", "ben", List.of(READ_PERMISSION), false);
        assertThat(permissions.of("ann").getLast().rights()).containsExactly(CHANGE_OWNER);
    }

    @Test
    void securityGroupsOpenForTheirMembersUnlessTheyAreDenied() {
        organization.distributionGroups().create(new NewGroup("team", "", "", "", "", true, "", List.of("ben")));
        organization.distributionGroups().create(new NewGroup("house", "", "", "", "", true, "", List.of("team")));
        organization.distributionGroups().create(new NewGroup("list", "", "", "", "", false, "", List.of("ben")));
        permissions.grant("ann", "house", List.of(FULL_ACCESS), false, true);
        assertThat(permissions.opens(ben, ann)).isTrue();
        assertThat(mappedTo(ann)).as("for users alone").isEmpty();
        assertThatThrownBy(() -> permissions.grant("ann", "list", List.of(FULL_ACCESS), false, true))
                .isInstanceOf(DirectoryException.class).hasMessageContaining("is no security group");
        permissions.grant("ann", "ben", List.of(FULL_ACCESS), true, true);
        assertThat(permissions.opens(ben, ann)).isFalse();
        assertThat(permissions.of("ann")).extracting(MailboxPermission::denied).containsExactly(false, true, false);
        permissions.revoke("ann", "ben", List.of(FULL_ACCESS), true);
        assertThat(permissions.opens(ben, ann)).isTrue();
    }

    @Test
    void rightsFollowARenamedAccountAndEndWithIt() {
        permissions.grant("ann", "ben", List.of(FULL_ACCESS), false, true);
        organization.sendPermissions().grantSendAs("ann", "ben");
        organization.sendPermissions().setOnBehalf("ann", List.of("ben"));
        directory.rename(Names.requireDn(ben), new RDN("CN", "benjamin"), LAYOUT.users());
        assertThat(permissions.opens("CN=benjamin," + LAYOUT.users(), ann)).isTrue();
        assertThat(organization.sendPermissions().sendAs("ann")).hasSize(1);
        organization.mailboxes().remove("benjamin");
        user("benjamin");
        assertThat(permissions.opens("CN=benjamin," + LAYOUT.users(), ann)).isFalse();
        assertThat(permissions.of("ann")).hasSize(1);
        assertThat(mappedTo(ann)).isEmpty();
        assertThat(organization.sendPermissions().sendAs("ann")).isEmpty();
        assertThat(organization.sendPermissions().onBehalf("ann")).isEmpty();
    }

    @Test
    void rightsEndWithTheMailbox() {
        permissions.grant("ann", "ben", List.of(FULL_ACCESS), false, true);
        permissions.setOwner("ann", "ben");
        assertThat(permissions.owner("ann").trustee()).isEqualTo("CORP\\ben");
        organization.mailboxes().disable("ann");
        assertThat(permissions.opens(ben, ann)).isFalse();
        assertThatThrownBy(() -> permissions.of("ann")).hasMessageContaining("without a mailbox");
        organization.mailboxes().enable("ann", "", "DB1", "");
        assertThat(permissions.of("ann")).hasSize(1);
        assertThat(permissions.owner("ann").trustee()).isEqualTo(MailboxPermission.SELF);
        assertThat(mappedTo(ann)).isEmpty();
    }

    @Test
    void rightsAreThoseOfTheShell() {
        assertThat(MailboxRight.of("AccessRights", List.of("readpermission", "FullAccess", "FULLACCESS")))
                .containsExactly(FULL_ACCESS, READ_PERMISSION);
        assertThatThrownBy(() -> MailboxRight.of("AccessRights", List.of("SendAs")))
                .hasMessageContaining("Add-ADPermission");
    }
}
