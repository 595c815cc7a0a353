package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.mapi.emsmdb.EcDoAsyncWaitEx;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.SortOrderSet;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.Notification;
import org.gatehouse.mapi.rop.Notification.TableEvent;
import org.gatehouse.mapi.rop.RopBuffer;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetHierarchyTable;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopNotify;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopPending;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopRegisterNotification;
import org.gatehouse.mapi.rop.RopRegisterNotification.Request.Scope;
import org.gatehouse.mapi.rop.RopRelease;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopResetTable;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopRestrict;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSortTable;
import org.gatehouse.store.Caller;
import org.gatehouse.store.Folder;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.MessageContents;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.SpecialFolder;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What Bob's client is told of changes that others make in his mailbox ([MS-OXCNOTIF]).
@Timeout(600)
class NotificationTest {
    private static final int NONE = 0xffff_ffff;
    private static final int NO_NOTIFICATIONS = 0x10;
    private static final ObjectId ZERO = new ObjectId(0, 0);
    private static final List<PropertyTag> COLUMNS = List.of(Tags.MID, Tags.SUBJECT, Tags.MESSAGE_FLAGS);

    @TempDir
    private Path folder;
    private Workplace place;
    private EmsmdbClient bob;
    private ContextHandle waiting;
    private int logon;
    private ObjectId inbox;
    private ObjectId top;
    private MailboxKey key;
    private MailboxSession other;

    @BeforeEach
    void bobLogsOn() {
        place = new Workplace(folder);
        bob = place.client("bob");
        bob.connect(place.bob.legacyDn());
        var reply = bob.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.bob.legacyDn()));
        logon = reply.handles().getFirst();
        waiting = bob.connectAsync().asynchronous();
        var user = place.bob;
        key = new MailboxKey(user.mailbox().orElseThrow().guid(), user.legacyDn(), user.displayName(),
                user.smtpAddress());
        other = place.databases.mounted(Workplace.DATABASE).orElseThrow().open(key, new Caller("CORP\\bob",
                user.legacyDn(), user.displayName(), Caller.Rights.OWNER, StandardCharsets.ISO_8859_1));
        inbox = other.specialFolders().get(SpecialFolder.INBOX);
        top = reply.get(0, RopLogon.MailboxResponse.class).folderIds().get(3);
    }

    @AfterEach
    void close() {
        place.close();
    }

    private Folder inbox() {
        return other.openFolder(inbox);
    }

    private static ObjectId save(Folder folder, String subject) {
        MessageDraft draft = folder.createMessage(false);
        draft.set(List.of(new PropertyValue(Tags.SUBJECT, new Value.Text(subject))));
        return draft.save(MessageDraft.SaveMode.NORMAL).id();
    }

    /// Waits as Outlook does, and fetches, until so many came.
    private List<RopNotify.Response> told(int count) {
        var told = new ArrayList<RopNotify.Response>();
        while (told.size() < count) {
            assertThat(bob.await(waiting, new CompletableFuture<>()))
                    .isEqualTo(new EcDoAsyncWaitEx.Response(EcDoAsyncWaitEx.NOTIFICATION_PENDING, 0));
            told.addAll(fetched(bob));
        }
        assertThat(told).hasSize(count);
        return told;
    }

    private static List<RopNotify.Response> fetched(EmsmdbClient client) {
        var told = new ArrayList<RopNotify.Response>();
        for (RopResponse response : client.rops(List.of(), List.of()).responses()) {
            told.add((RopNotify.Response) response);
        }
        return told;
    }

    private TableEvent event(RopNotify.Response told, int handle) {
        assertThat(told.notificationHandle()).isEqualTo(handle);
        assertThat(told.logonId()).isZero();
        return ((Notification.TableModified) told.notification()).event();
    }

    private TableEvent toldOfRow(int handle) {
        return event(told(1).getFirst(), handle);
    }

    /// A contents table of the Inbox with columns, and what else is done to it; the handle.
    private int table(int flags, RopRequest... more) {
        var requests = new ArrayList<RopRequest>(List.of(new RopOpenFolder.Request(0, 0, 1, inbox, 0),
                new RopGetContentsTable.Request(0, 1, 2, flags), new RopSetColumns.Request(0, 2, 0, COLUMNS)));
        requests.addAll(List.of(more));
        var reply = bob.rops(List.of(logon, NONE, NONE), COLUMNS, requests.toArray(RopRequest[]::new));
        assertThat(reply.responses()).allMatch(response -> response.returnValue() == 0);
        return reply.handles().get(2);
    }

    private static RopQueryRows.Request look() {
        return new RopQueryRows.Request(0, 2, 0, true, 50);
    }

    private static String subject(Bytes row, ObjectId message) {
        PropertyRow read = PropertyRow.read(row.reader(), COLUMNS);
        assertThat(read.cells().get(0)).isEqualTo(new Cell.Present(new Value.Int64(message.wire())));
        return read.cells().get(1) instanceof Cell.Present(Value.Text(String text)) ? text : "";
    }

    private Notification.RowId row(ObjectId message) {
        return new Notification.RowId(inbox, message, 0);
    }

    private int register(int types, Scope scope) {
        var reply = bob.rops(List.of(logon, NONE), List.of(),
                new RopRegisterNotification.Request(0, 0, 1, types, scope));
        assertThat(reply.responses()).containsExactly(new RopRegisterNotification.Response(1));
        return reply.handles().get(1);
    }

    @Test
    void aTableTellsOfItsRows() { // 3.1.4.3, 2.2.1.4.1.2
        int table = table(0, look());

        ObjectId first = save(inbox(), "one");
        assertThat(toldOfRow(table)).isInstanceOfSatisfying(TableEvent.RowAdded.class, added -> {
            assertThat(added.id()).isEqualTo(row(first));
            assertThat(added.insertAfter()).isEqualTo(Notification.RowId.noMessage());
            assertThat(subject(added.row(), first)).isEqualTo("one");
        });
        inbox().setReadFlags(List.of(first), false, true);
        assertThat(toldOfRow(table)).isInstanceOfSatisfying(TableEvent.RowModified.class, modified -> {
            assertThat(modified.id()).isEqualTo(row(first));
            PropertyRow read = PropertyRow.read(modified.row().reader(), COLUMNS);
            assertThat(((Cell.Present) read.cells().get(2)).value()).isInstanceOfSatisfying(Value.Int32.class,
                    flags -> assertThat(flags.value() & 1).isZero());
        });
        inbox().deleteMessages(List.of(first), true);
        assertThat(toldOfRow(table)).isEqualTo(new TableEvent.RowDeleted(row(first)));
    }

    @Test
    void rowsComeInTheOrderAndUnderTheRestrictionOfTheTable() {
        var wanted = new Restriction.Content(Restriction.Content.SUBSTRING, 0, Tags.SUBJECT,
                new PropertyValue(Tags.SUBJECT, new Value.Text("x")));
        var bySubject = SortOrderSet.of(List.of(new SortOrder(Tags.SUBJECT, SortOrder.Direction.ASCENDING)));
        ObjectId first = save(inbox(), "ax");
        int table = table(0, new RopSortTable.Request(0, 2, 0, bySubject), new RopRestrict.Request(0, 2, 0, wanted),
                look());

        save(inbox(), "beside");
        ObjectId last = save(inbox(), "cx");
        assertThat(rowEvents(table)).isInstanceOfSatisfying(TableEvent.RowAdded.class, added -> {
            assertThat(added.id()).isEqualTo(row(last));
            assertThat(added.insertAfter()).isEqualTo(row(first));
        });
        MessageDraft draft = other.openMessage(last, true);
        draft.set(List.of(new PropertyValue(Tags.SUBJECT, new Value.Text("left"))));
        draft.save(MessageDraft.SaveMode.NORMAL);
        assertThat(toldOfRow(table)).isEqualTo(new TableEvent.RowDeleted(row(last)));
        draft.set(List.of(new PropertyValue(Tags.SUBJECT, new Value.Text("0x"))));
        draft.save(MessageDraft.SaveMode.NORMAL);
        assertThat(rowEvents(table)).isInstanceOfSatisfying(TableEvent.RowAdded.class, added -> {
            assertThat(subject(added.row(), last)).isEqualTo("0x");
            assertThat(added.insertAfter()).isEqualTo(Notification.RowId.noMessage());
        });
    }

    /// The next event of a row; a message that the table does not show may wake the client for nothing.
    private TableEvent rowEvents(int table) {
        while (true) {
            bob.await(waiting, new CompletableFuture<>());
            List<RopNotify.Response> told = fetched(bob);
            if (!told.isEmpty()) {
                assertThat(told).hasSize(1);
                return event(told.getFirst(), table);
            }
        }
    }

    @Test
    void aGroupedTableOnlySaysThatItChanged() { // 3.1.4.3: the basic notification
        int table = table(0, new RopSortTable.Request(0, 2, 0, new SortOrderSet(List.of(
                new SortOrder(Tags.SUBJECT, SortOrder.Direction.ASCENDING)), 1, 1)), look());

        save(inbox(), "one");

        assertThat(rowEvents(table)).isEqualTo(new TableEvent.Changed());
    }

    @Test
    void onlyATableThatIsLookedAtTells() { // 3.1.4.3: a view is required; RopResetTable ends it
        int silent = table(NO_NOTIFICATIONS, look());
        int unseen = table(0);
        int reset = table(0, look(), new RopResetTable.Request(0, 2));
        int associated = table(0x02, look());
        int told = table(0, look());

        save(inbox(), "one");

        assertThat(rowEvents(told)).isInstanceOf(TableEvent.RowAdded.class);
        assertThat(List.of(silent, unseen, reset, associated)).doesNotContain(told);
        bob.rops(List.of(reset), COLUMNS, new RopSetColumns.Request(0, 0, 0, COLUMNS),
                new RopQueryRows.Request(0, 0, 0, true, 50));
        save(inbox(), "two");
        assertThat(told(2)).extracting(RopNotify.Response::notificationHandle)
                .containsExactlyInAnyOrder(reset, told);
        bob.rops(List.of(told, reset), List.of(), new RopRelease.Request(0, 0));
        save(inbox(), "three");
        assertThat(rowEvents(reset)).isInstanceOf(TableEvent.RowAdded.class);
    }

    @Test
    void aFolderTableTellsOfFoldersAndTheirCounts() {
        var columns = List.of(Tags.FOLDER_ID, Tags.DISPLAY_NAME, Tags.CONTENT_COUNT);
        var reply = bob.rops(List.of(logon, NONE, NONE), columns, new RopOpenFolder.Request(0, 0, 1, inbox, 0),
                new RopGetHierarchyTable.Request(0, 1, 2, 0), new RopSetColumns.Request(0, 2, 0, columns), look());
        int table = reply.handles().get(2);

        Folder made = inbox().createFolder("Below", "", Folder.Type.GENERIC, false).folder();

        assertThat(toldOfRow(table)).isInstanceOfSatisfying(TableEvent.RowAdded.class, added -> {
            assertThat(added.id()).isEqualTo(new Notification.RowId(made.id(), null, 0));
            assertThat(added.insertAfter()).isEqualTo(Notification.RowId.noFolder());
            assertThat(PropertyRow.read(added.row().reader(), columns)).isEqualTo(PropertyRow.of(
                    new Value.Int64(made.id().wire()), new Value.Text("Below"), new Value.Int32(0)));
        });
        save(made, "one");
        assertThat(toldOfRow(table)).isInstanceOfSatisfying(TableEvent.RowModified.class, modified ->
                assertThat(PropertyRow.read(modified.row().reader(), columns).cells().get(2))
                        .isEqualTo(new Cell.Present(new Value.Int32(1))));
        inbox().deleteFolder(made.id(), java.util.Set.of(Folder.DeleteFlag.MESSAGES, Folder.DeleteFlag.HARD));
        assertThat(toldOfRow(table)).isEqualTo(
                new TableEvent.RowDeleted(new Notification.RowId(made.id(), null, 0)));
    }

    @Test
    void newMailNamesItsClassAndFlags() { // the first example of section 4
        int subscription = register(Notification.NEW_MAIL, null);

        var delivered = place.databases.mounted(Workplace.DATABASE).orElseThrow().deliver(key, MessageContents.of(
                List.of(new PropertyValue(Tags.MESSAGE_CLASS, new Value.Text("IPM.Note"))), List.of()));

        var told = told(1).getFirst();
        assertThat(told.notificationHandle()).isEqualTo(subscription);
        assertThat(told.notification()).isInstanceOfSatisfying(Notification.NewMail.class, mail -> {
            assertThat(mail.folderId()).isEqualTo(inbox);
            assertThat(mail.messageId()).isEqualTo(delivered.message());
            assertThat(mail.messageClass()).isEqualTo("IPM.Note");
            assertThat(mail.unicode()).isTrue();
        });
    }

    @Test
    void aFolderToldOfHasItsCountsWhenTheyChanged() { // examples 5 to 8 of section 4
        register(Notification.MODIFIED, new Scope(inbox, ZERO));

        ObjectId message = save(inbox(), "one");

        assertThat(told(1).getFirst().notification()).isInstanceOfSatisfying(Notification.Modified.class, modified -> {
            assertThat(modified.folderId()).isEqualTo(inbox);
            assertThat(modified.messageId()).isNull();
            assertThat(modified.totalCount()).isEqualTo(1);
            assertThat(modified.tags().tags()).contains(Tags.CONTENT_COUNT, Tags.MESSAGE_SIZE);
        });
        boolean unread = inbox().setReadFlags(List.of(message), false, true);
        assertThat(unread).isFalse();
        inbox().setReadFlags(List.of(message), true, true);
        inbox().setReadFlags(List.of(message), false, true);
        var counts = new ArrayList<Integer>();
        while (!counts.contains(1)) {
            bob.await(waiting, new CompletableFuture<>());
            fetched(bob).stream().map(told -> (Notification.Modified) told.notification())
                    .filter(told -> told.messageId() == null).forEach(told -> {
                        assertThat(told.totalCount()).isNull();
                        assertThat(told.tags().tags()).containsExactly(Tags.CONTENT_UNREAD_COUNT);
                        counts.add(told.unreadCount());
                    });
        }
    }

    @Test
    void movesAndCopiesNameBothPlaces() { // examples 9 and 10 of section 4
        int subscription = register(Notification.MOVED | Notification.COPIED | Notification.DELETED, null);
        ObjectId message = save(inbox(), "one");
        Folder target = inbox().createFolder("Target", "", Folder.Type.GENERIC, false).folder();

        inbox().copyMessages(List.of(message), target);
        var copied = (Notification.Moved) told(1).getFirst().notification();
        assertThat(copied.copied()).isTrue();
        assertThat(List.of(copied.folderId(), copied.oldFolderId(), copied.oldMessageId()))
                .containsExactly(target.id(), inbox, message);
        inbox().moveMessages(List.of(message), target);
        var moved = (Notification.Moved) told(1).getFirst().notification();
        assertThat(moved.copied()).isFalse();
        assertThat(List.of(moved.folderId(), moved.oldFolderId(), moved.oldMessageId()))
                .containsExactly(target.id(), inbox, message);
        inbox().moveFolder(target.id(), other.openFolder(top), "Elsewhere");
        var told = told(1).getFirst();
        assertThat(told.notificationHandle()).isEqualTo(subscription);
        assertThat(told.notification()).isEqualTo(new Notification.Moved(false, target.id(), null, false, top,
                target.id(), null, inbox));
    }

    @Test
    void aSubscriptionHearsOfItsScopeUntilItIsReleased() { // 2.2.1.2.1, 3.2.5.1
        ObjectId watched = save(inbox(), "watched");
        int ofMessage = register(Notification.MODIFIED, new Scope(inbox, watched));
        int ofStore = register(Notification.CREATED, null);
        int ofFolder = register(Notification.CREATED, new Scope(top, ZERO));

        Folder made = other.openFolder(top).createFolder("Made", "", Folder.Type.GENERIC, false).folder();
        assertThat(told(2)).allSatisfy(told -> assertThat(told.notification()).isEqualTo(new Notification.Created(
                made.id(), null, false, top, Notification.ChangedTags.NONE))).extracting(
                        RopNotify.Response::notificationHandle).containsExactlyInAnyOrder(ofStore, ofFolder);
        bob.rops(List.of(ofFolder), List.of(), new RopRelease.Request(0, 0));
        ObjectId created = save(inbox(), "new");
        var told = told(1).getFirst();
        assertThat(told.notificationHandle()).isEqualTo(ofStore);
        assertThat(told.notification()).isInstanceOfSatisfying(Notification.Created.class, each -> {
            assertThat(each.messageId()).isEqualTo(created);
            assertThat(each.tags().tags()).contains(Tags.SUBJECT);
        });
        inbox().setReadFlags(List.of(created, watched), false, true);
        assertThat(told(1).getFirst()).isEqualTo(new RopNotify.Response(ofMessage, 0, new Notification.Modified(inbox,
                watched, false, new Notification.ChangedTags(false, List.of(Tags.MESSAGE_FLAGS)), null, null)));
    }

    @Test
    void aFolderThatIsNotThereCannotBeWatched() {
        var reply = bob.rops(List.of(logon, NONE), List.of(),
                new RopRegisterNotification.Request(0, 0, 1, Notification.CREATED, new Scope(new ObjectId(1, 1L << 40),
                        ZERO)), new RopRegisterNotification.Request(0, 0, 1, Notification.CREATED, new Scope(ZERO,
                        ZERO)), new RopRegisterNotification.Request(0, 0, 1, 0, null));

        assertThat(reply.responses()).extracting(RopResponse::returnValue).containsExactly(ErrorCode.NOT_FOUND,
                ErrorCode.NOT_FOUND, ErrorCode.INVALID_PARAMETER);
    }

    @Test
    void whatDoesNotFitIsAnnouncedAndComesLater() { // 3.1.5.6, 3.1.5.7
        int subscription = register(Notification.CREATED, new Scope(inbox, ZERO));
        var wanted = new ArrayList<ObjectId>();
        var told = new ArrayList<ObjectId>();
        boolean announced = false;
        while (!announced) { // where they come in one by one, each of them fits
            for (int i = 0; i < 40; i++) {
                wanted.add(save(inbox(), "message " + i));
            }
            while (told.size() < wanted.size()) {
                bob.await(waiting, new CompletableFuture<>());
                Bytes payload = RopBuffer.ofRequests(List.of(), List.of()).encode();
                var answer = bob.execute(ExtendedBuffer.write(List.of(payload), false, false), 0, 0x400);
                for (RopResponse each : EmsmdbClient.decode(ExtendedBuffer.readAll(answer.payload()), List.of())
                        .responses()) {
                    switch (each) {
                        case RopPending.Response(int index) -> announced |= index == bob.index();
                        case RopNotify.Response(int handle, int _, Notification.Created created)
                                when handle == subscription -> told.add(created.messageId());
                        default -> throw new AssertionError(each);
                    }
                }
            }
        }
        assertThat(told).isEqualTo(wanted);
    }

    @Test
    void aChangeMadeThroughOneServerReachesASessionOnAnother() {
        EmsmdbClient elsewhere = new EmsmdbClient(place.service(true, false), place.group,
                TestDirectory.identity("bob"), AuthLevel.PRIVACY);
        elsewhere.connect(place.bob.legacyDn());
        var reply = elsewhere.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.bob.legacyDn()));
        int subscription = register(Notification.CREATED, new Scope(inbox, ZERO));

        var made = elsewhere.rops(List.of(reply.handles().getFirst(), NONE), List.of(),
                new RopCreateMessage.Request(0, 0, 1, 1252, inbox, false),
                new RopSaveChangesMessage.Request(0, 1, 1, 0x0c));

        ObjectId saved = made.get(1, RopSaveChangesMessage.Response.class).messageId();
        var told = told(1).getFirst();
        assertThat(told.notificationHandle()).isEqualTo(subscription);
        assertThat(((Notification.Created) told.notification()).messageId()).isEqualTo(saved);
    }
}
