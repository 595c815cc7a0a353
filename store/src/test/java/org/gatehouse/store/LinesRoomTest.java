package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.Tags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which folders' lines stay in memory.
class LinesRoomTest {
    @TempDir
    private Path folder;

    @Test
    void linesLongestNotUsedMakeRoom() {
        try (var host = SqliteMailboxStoreTest.host(folder)) {
            host.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, true);
            var database = (SqlMailboxDatabase) host.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow();
            Mailbox mailbox = ((SqlMailboxSession) database.open(MailboxStoreContract.OWNER, MailboxStoreContract.ANN))
                    .mailbox();
            var room = new LinesRoom(10);
            var first = new FolderIndex(mailbox, 1, 0);
            var second = new FolderIndex(mailbox, 2, 0);
            room.used(first, 6);
            room.used(second, 4);
            room.used(first, 6);
            assertThat(room.total()).isEqualTo(10);
            room.used(new FolderIndex(mailbox, 3, 0), 3);
            assertThat(room.total()).as("the second is gone").isEqualTo(9);
            room.used(first, 0);
            assertThat(room.total()).isEqualTo(3);
        }
    }

    @Test
    void aSortedFolderCountsUntilItIsDeleted() {
        try (var host = SqliteMailboxStoreTest.host(folder)) {
            host.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, true);
            var database = (SqlMailboxDatabase) host.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow();
            MailboxSession session = database.open(MailboxStoreContract.OWNER, MailboxStoreContract.ANN);
            Folder inbox = MailboxStoreContract.inbox(session);
            MailboxStoreContract.saved(inbox, "a", "");
            MailboxStoreContract.saved(inbox, "b", "");
            Table table = inbox.contents(ContentsScope.MESSAGES);
            table.restrict(Optional.of(new Restriction.Exist(Tags.SUBJECT)));
            assertThat(table.count()).isEqualTo(2);
            assertThat(database.linesRoom().total()).as("a first search needs none").isZero();
            table.restrict(Optional.empty());
            table.sort(List.of(new SortOrder(Tags.SUBJECT, SortOrder.Direction.ASCENDING)));
            assertThat(table.count()).isEqualTo(2);
            assertThat(database.linesRoom().total()).isEqualTo(2);
            MailboxStoreContract.saved(inbox, "c", "");
            assertThat(table.count()).isEqualTo(3);
            assertThat(database.linesRoom().total()).isEqualTo(3);
        }
    }

    @Test
    void aTextWithoutCaseKeepsItsPartsAndItsLength() {
        for (String text : List.of("ΟΔΟΣ ΟΔΟΣΑ", "Straße İ K", "\ud800x", "")) {
            String folded = ValueOrder.folded(text);
            assertThat(folded).hasSameSizeAs(text);
            for (int from = 0; from < text.length(); from++) {
                assertThat(folded).contains(ValueOrder.folded(text.substring(from)));
            }
        }
        assertThat(MessageLine.pairs("needle in hay") & MessageLine.pairs("needle")).isEqualTo(
                MessageLine.pairs("needle"));
    }
}
