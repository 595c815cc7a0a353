package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.store.Caller;
import org.gatehouse.store.ContentsScope;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.Folder;
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
            var key = new MailboxKey(new UUID(1, 2), "/o=Round/cn=ann", "Ann", "ann@round.test");
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
        }
    }
}
