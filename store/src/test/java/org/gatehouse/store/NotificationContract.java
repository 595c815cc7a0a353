package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.store.MailboxStoreContract.ANN;
import static org.gatehouse.store.MailboxStoreContract.OWNER;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.SortOrderSet;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.RowChange.RowId;
import org.gatehouse.store.RowChange.Touched;
import org.gatehouse.store.RowChange.Touched.How;
import org.gatehouse.store.StoreEvent.Kind;
import org.junit.jupiter.api.Test;

/// What is told of changes ([MS-OXCNOTIF] 2.2.1.1, 3.1.4.3), whatever engine is below.
abstract class NotificationContract {
    private static final List<PropertyTag> COLUMNS = List.of(Tags.SUBJECT);
    private static final SortOrderSet BY_SUBJECT = SortOrderSet.of(List.of(
            new SortOrder(Tags.SUBJECT, SortOrder.Direction.ASCENDING)));

    /// An empty mailbox database, mounted; the same one each time.
    abstract MailboxDatabase mailboxes();

    private MailboxSession session() {
        return mailboxes().open(OWNER, ANN);
    }

    private static LinkedBlockingQueue<StoreEvent> listen(MailboxSession session, Optional<ObjectId> folder,
            Optional<ObjectId> message) {
        var told = new LinkedBlockingQueue<StoreEvent>();
        session.subscribe(new StoreEvent.Filter(EnumSet.allOf(Kind.class), folder, message), told::add);
        return told;
    }

    private static StoreEvent next(LinkedBlockingQueue<StoreEvent> told) throws InterruptedException {
        StoreEvent event = told.poll(100, TimeUnit.SECONDS);
        assertThat(event).as("an event").isNotNull();
        return event;
    }

    private static MessageDraft draft(Folder folder, String subject) {
        MessageDraft draft = folder.createMessage(false);
        draft.set(List.of(text(Tags.SUBJECT, subject)));
        return draft;
    }

    private static ObjectId save(Folder folder, String subject) {
        return draft(folder, subject).save(MessageDraft.SaveMode.NORMAL).id();
    }

    @Test
    void aSavedMessageIsCreatedWithItsPropertiesAndCounted() throws Exception {
        try (MailboxSession session = session()) {
            var told = listen(session, Optional.of(inbox(session).id()), Optional.empty());

            ObjectId id = save(inbox(session), "one");

            StoreEvent created = next(told);
            assertThat(List.of(created.kind(), created.folder(), created.object()))
                    .containsExactly(Kind.CREATED, inbox(session).id(), id);
            assertThat(created.changed()).contains(Tags.SUBJECT);
            StoreEvent counted = next(told);
            assertThat(List.of(counted.kind(), counted.object(), counted.totalCount()))
                    .containsExactly(Kind.MODIFIED, inbox(session).id(), 1);
            assertThat(counted.changed()).contains(Tags.CONTENT_COUNT, Tags.MESSAGE_SIZE);
        }
    }

    @Test
    void aSecondSaveNamesWhatIsDifferent() throws Exception {
        try (MailboxSession session = session()) {
            MessageDraft draft = draft(inbox(session), "one");
            ObjectId id = draft.save(MessageDraft.SaveMode.NORMAL).id();
            var told = listen(session, Optional.empty(), Optional.of(id));

            draft.set(List.of(new PropertyValue(Tags.IMPORTANCE, new Value.Int32(2))));
            draft.save(MessageDraft.SaveMode.NORMAL);

            StoreEvent modified = next(told);
            if (modified.kind() == Kind.CREATED) {
                modified = next(told); // the first save may be heard of late where several processes write
            }
            assertThat(modified.kind()).isEqualTo(Kind.MODIFIED);
            assertThat(modified.changed()).contains(Tags.IMPORTANCE).doesNotContain(Tags.SUBJECT);
            inbox(session).setReadFlags(List.of(id), false, true);
            assertThat(next(told).changed()).containsExactly(Tags.MESSAGE_FLAGS);
            inbox(session).setMessageStatus(id, 1, 1);
            assertThat(next(told).changed()).containsExactly(Tags.MESSAGE_STATUS);
        }
    }

    @Test
    void foldersTellOfThemselvesTheirParentsAndTheirOldPlaces() throws Exception {
        try (MailboxSession session = session()) {
            Folder inbox = inbox(session);
            var before = listen(session, Optional.empty(), Optional.empty());
            Folder made = inbox.createFolder("Made", "", Folder.Type.GENERIC, false).folder();
            Folder target = inbox.createFolder("Target", "", Folder.Type.GENERIC, false).folder();
            while (!next(before).object().equals(target.id())) {
                // Changes are told in order: after this one none of what made the folders is still to come.
            }
            var told = listen(session, Optional.of(made.id()), Optional.empty());

            made.set(List.of(text(Tags.DISPLAY_NAME, "Renamed")));
            StoreEvent renamed = next(told);
            assertThat(renamed.kind()).isEqualTo(Kind.MODIFIED);
            assertThat(renamed.changed()).contains(Tags.DISPLAY_NAME);
            assertThat(List.of(renamed.totalCount(), renamed.unreadCount())).containsOnly(-1);
            Folder below = made.createFolder("Below", "", Folder.Type.GENERIC, false).folder();
            assertThat(List.of(next(told), next(told))).satisfiesExactly(
                    created -> assertThat(created.object()).isEqualTo(below.id()),
                    parent -> assertThat(parent.changed()).contains(Tags.SUBFOLDERS));
            inbox.moveFolder(made.id(), target, "Moved");
            StoreEvent moved = next(told);
            assertThat(List.of(moved.kind(), moved.folder(), moved.object(), moved.oldFolder().orElseThrow()))
                    .containsExactly(Kind.MOVED, target.id(), made.id(), inbox.id());
            target.copyFolder(made.id(), inbox, "Copied", false);
            StoreEvent copied = next(told);
            assertThat(List.of(copied.kind(), copied.folder(), copied.oldObject().orElseThrow()))
                    .containsExactly(Kind.COPIED, inbox.id(), made.id());
        }
    }

    @Test
    void changesOfOneMomentAreToldInAnOrderThatCanBeFollowed() {
        try (MailboxSession session = session(); Table table = inbox(session).contents(false)) {
            table.sort(BY_SUBJECT);
            ObjectId second = save(inbox(session), "2");
            assertThat(table.count()).isEqualTo(1);
            ObjectId fourth = save(inbox(session), "4");
            ObjectId third = save(inbox(session), "3");
            ObjectId gone = save(inbox(session), "5");
            inbox(session).deleteMessages(List.of(gone), true);

            List<RowChange> changes = table.follow(touched(session, How.CAME, fourth, gone, third), COLUMNS)
                    .orElseThrow();

            assertThat(changes).containsExactly(
                    new RowChange.Added(row(session, third), Optional.of(row(session, second)), cells("3")),
                    new RowChange.Added(row(session, fourth), Optional.of(row(session, third)), cells("4")));
        }
    }

    @Test
    void aTableByDeliveryTellsOfRowsWithoutAListOfThem() {
        try (MailboxSession session = session(); Table table = inbox(session).contents(false)) {
            ObjectId older = save(inbox(session), "older");
            assertThat(table.count()).isEqualTo(1);
            ObjectId newer = save(inbox(session), "newer");

            assertThat(table.follow(touched(session, How.CAME, newer), COLUMNS).orElseThrow()).containsExactly(
                    new RowChange.Added(row(session, newer), Optional.empty(), cells("newer")));
            assertThat(table.follow(touched(session, How.CHANGED, older), COLUMNS).orElseThrow()).containsExactly(
                    new RowChange.Modified(row(session, older), Optional.of(row(session, newer)), cells("older")));
            inbox(session).deleteMessages(List.of(older), true);
            assertThat(table.follow(touched(session, How.WENT, older), COLUMNS).orElseThrow()).containsExactly(
                    new RowChange.Deleted(row(session, older)));
        }
    }

    @Test
    void whatCannotBeToldRowByRowIsNot() {
        try (MailboxSession session = session(); Table table = inbox(session).contents(false)) {
            ObjectId id = save(inbox(session), "x");
            assertThat(table.follow(touched(session, How.CAME, id), COLUMNS)).as("not looked at").isEmpty();
            table.restrict(Optional.of(new Restriction.Exist(Tags.SUBJECT)));
            table.count();
            assertThat(table.follow(touched(session, How.CHANGED, id), COLUMNS)).as("shown before or not").isEmpty();
            table.sort(new SortOrderSet(BY_SUBJECT.orders(), 1, 1));
            table.count();
            assertThat(table.follow(touched(session, How.CAME, id), COLUMNS)).as("grouped").isEmpty();
        }
    }

    @Test
    void aStrangerHearsNothingAndADelegateOfWhatHeMayRead() throws Exception {
        var ben = new Caller("GATE\\ben", "/o=First/ou=Ex/cn=Recipients/cn=ben", "Ben Baker", Caller.Rights.BY_FOLDER,
                StandardCharsets.US_ASCII);
        try (MailboxSession owner = session()) {
            Folder open = inbox(owner).createFolder("Open", "", Folder.Type.GENERIC, false).folder();
            open.modifyPermissions(List.of(new FolderPermission.Change.Add(ben.legacyDn(), "Ben",
                    FolderRights.REVIEWER)), false, false);
            try (MailboxSession delegate = mailboxes().open(OWNER, ben)) {
                var told = listen(delegate, Optional.empty(), Optional.empty());
                ObjectId secret = save(inbox(owner), "secret");
                inbox(owner).moveMessages(List.of(secret), open);

                StoreEvent first = next(told);
                while (first.object().equals(open.id())) { // of the grant: another process's changes come late
                    first = next(told);
                }
                assertThat(List.of(first.kind(), first.folder())).containsExactly(Kind.CREATED, open.id());
                assertThat(first.oldFolder()).isEmpty();
            }
        }
    }

    @Test
    void aSlowListenerIsToldToLookAgainAndTooManyAreRefused() throws Exception {
        var hub = new EventHub(new StoreLimits(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4, 1));
        var told = new LinkedBlockingQueue<StoreEvent>();
        var hold = new java.util.concurrent.CountDownLatch(1);
        var line = hub.subscribe(new StoreEvent.Filter(Set.of(Kind.CREATED), Optional.empty(), Optional.empty()),
                event -> {
                    told.add(event);
                    awaited(hold);
                });
        assertThatThrownBy(() -> hub.subscribe(new StoreEvent.Filter(Set.of(), Optional.empty(),
                Optional.empty()), _ -> { })).isInstanceOf(MailboxException.class);
        var events = new ArrayList<StoreEvent>();
        for (long fid = 10; fid < 40; fid++) {
            events.add(StoreEvent.ofFolder(Kind.CREATED, new ObjectId(1, fid), new ObjectId(1, fid + 100), List.of()));
        }
        hub.publish(events);
        hold.countDown();
        StoreEvent last = next(told);
        while (!last.isAnywhere()) {
            last = next(told);
        }
        line.close();
        assertThat(hub.size()).isZero();
    }

    private static void awaited(java.util.concurrent.CountDownLatch latch) {
        try {
            assertThat(latch.await(100, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Touched> touched(MailboxSession session, How how, ObjectId... ids) {
        return java.util.Arrays.stream(ids).map(id -> new Touched(inbox(session).id(), id, how)).toList();
    }

    private static RowId row(MailboxSession session, ObjectId message) {
        return new RowId(inbox(session).id(), Optional.of(message));
    }

    private static List<Cell> cells(String subject) {
        return List.of(new Cell.Present(new Value.Text(subject)));
    }
}
