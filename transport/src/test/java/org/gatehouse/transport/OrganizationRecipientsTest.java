package org.gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.database.SqliteEngine;
import org.gatehouse.directory.SecretBox;
import org.gatehouse.directory.SqlDirectory;
import org.gatehouse.directory.addressbook.Addressees;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.MailboxProperty;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.NewMailbox;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.OrganizationSetup;
import org.gatehouse.directory.organization.ServerRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrganizationRecipientsTest {
    @TempDir
    Path folder;

    @Test
    void forwardingIsWhatTheMailboxSaysInTheDirectory() {
        var random = new SecureRandom();
        try (SqlEngine engine = SqliteEngine.open(folder.resolve("directory.db"), SqlDirectory.MIGRATIONS,
                EngineLimits.USUAL)) {
            var directory = new SqlDirectory(engine, InstantSource.system(), UUID::randomUUID,
                    new SecretBox(SecretBox.keyFile(folder.resolve("directory.key"), random), random));
            var organization = new Organization(directory, new Layout("Corp", "corp.test", "CORP"), UUID::randomUUID);
            OrganizationSetup.prepare(directory, organization.layout(), UUID.randomUUID());
            organization.sites().create("HeadOffice", List.of());
            organization.servers().register("EX1", "ex1.corp.test", "HeadOffice", EnumSet.allOf(ServerRole.class));
            organization.databases().create(DatabaseObject.Kind.MAILBOX, "DB1", "EX1", Map.of());
            MailboxUser ann = organization.mailboxes().create(NewMailbox.of("ann", "ann@corp.test",
                    "Passw0rd".toCharArray(), "DB1")).value();
            var recipients = new OrganizationRecipients(new Addressees(organization));
            assertThat(recipients.forward(ann.legacyExchangeDn())).isEmpty();
            assertThat(recipients.forward("/o=Corp/cn=nobody")).isEmpty();
            organization.mailboxes().set("ann", Map.of(MailboxProperty.FORWARDING_SMTP_ADDRESS, "ben@corp.test"));
            assertThat(recipients.forward(ann.legacyExchangeDn()))
                    .contains(new Recipients.Forward("ben@corp.test", false));
            organization.mailboxes().set("ann", Map.of(MailboxProperty.DELIVER_TO_MAILBOX_AND_FORWARD, "True"));
            assertThat(recipients.forward(ann.legacyExchangeDn()))
                    .contains(new Recipients.Forward("ben@corp.test", true));
        }
    }
}
