package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.MailboxType;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.Mailboxes;
import org.gatehouse.directory.organization.NewMailbox;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.server.configuration.Configuration.RemoteDirectory;
import org.gatehouse.store.Caller;
import org.gatehouse.store.ContentsScope;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.Folder;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.SpecialFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionRoundsTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2010-05-03T08:00:00Z"));

    @TempDir
    Path folder;

    @Test
    void aRoundForgetsWhatIsOlderThanTheDatabaseKeepsIt() throws Exception {
        try (Node node = Node.open(DataFolder.open(folder), new Layout("Round", "round.test", "ROUND"), now::get,
                new SecureRandom())) {
            Organization organization = node.directory().organization();
            organization.sites().create("Main", List.of());
            organization.servers().register("ex1", "ex1.round.test", "Main", Set.of(ServerRole.MAILBOX));
            DatabaseObject database = organization.databases().create(DatabaseObject.Kind.MAILBOX, "DB1", "ex1",
                    Map.of(DatabaseProperty.DELETED_ITEM_RETENTION, "3.00:00:00")).value();
            node.databases().mount(database.header().guid(), "DB1", DatabaseHost.Kind.MAILBOX, true);
            MailboxUser user = organization.mailboxes().create(NewMailbox.of("Ann", "ann@round.test",
                    "A long password 1!".toCharArray(), "DB1")).value();
            var key = new MailboxKey(user.mailbox().orElseThrow().guid(), user.legacyExchangeDn(), "Ann",
                    "ann@round.test");
            var caller = new Caller("ROUND\\ann", key.legacyDn(), "Ann", Caller.Rights.OWNER,
                    StandardCharsets.US_ASCII);
            var rounds = new RetentionRounds(organization, node.databases());
            try (MailboxSession ann = node.databases().mounted(database.header().guid()).orElseThrow()
                    .open(key, caller)) {
                Folder inbox = ann.openFolder(ann.specialFolders().get(SpecialFolder.INBOX));
                inbox.deleteMessages(List.of(inbox.createMessage(false).save(MessageDraft.SaveMode.NORMAL).id()),
                        false);
                now.set(now.get().plus(Duration.ofDays(2)));
                assertThat(rounds.round()).isZero();
                now.set(now.get().plus(Duration.ofDays(1)));
                assertThat(rounds.round()).isEqualTo(1);
                assertThat(inbox.contents(new ContentsScope(false, true)).count()).isZero();
            }
            MailboxDatabase store = node.databases().mounted(database.header().guid()).orElseThrow();
            organization.mailboxes().disable("ann");
            rounds.round();
            assertThat(store.departures().all()).as("nobody told the database").singleElement()
                    .satisfies(departed -> assertThat(departed.since()).isEqualTo(now.get()));
            organization.mailboxes().connect("ann", "", "DB1", new Mailboxes.Kept(key.mailboxGuid(), key.legacyDn(),
                    MailboxType.USER));
            rounds.round();
            assertThat(store.statistics(key.mailboxGuid())).as("it has a user again").isPresent();
            organization.mailboxes().remove("ann");
            rounds.round();
            now.set(now.get().plus(Duration.ofDays(30).minusSeconds(1)));
            rounds.round();
            assertThat(store.departures().all()).hasSize(1);
            now.set(now.get().plusSeconds(1));
            rounds.round();
            assertThat(store.departures().all()).as("MailboxRetention is 30 days").isEmpty();
        }
    }

    @Test
    void aRoundWithoutTheDirectoryIsLeftToTheNext() throws Exception {
        Path none = Files.writeString(folder.resolve("password"), "none");
        try (var away = new DirectoryLink(new RemoteDirectory(List.of(new RemoteDirectory.Host("127.0.5.3", 1)),
                "CN=Nobody", none, folder.resolve("root-certificate.pem")))) {
            var organization = new Organization(away, new Layout("Round", "round.test", "ROUND"), UUID::randomUUID);
            assertThat(new RetentionRounds(organization, new NoDatabases()).round()).isZero();
        }
    }
}
