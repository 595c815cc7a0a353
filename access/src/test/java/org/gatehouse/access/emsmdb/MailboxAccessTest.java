package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.gatehouse.mapi.emsmdb.EcDoAsyncWaitEx;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.id.FolderEntryId;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.RecipientRow;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.SortOrderSet;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.ModifyRecipientRow;
import org.gatehouse.mapi.rop.Notification;
import org.gatehouse.mapi.rop.RopCommitStream;
import org.gatehouse.mapi.rop.RopCreateAttachment;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopCopyProperties;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopDeleteFolder;
import org.gatehouse.mapi.rop.RopFindRow;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetHierarchyTable;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopGetPropertyIdsFromNames;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopModifyRecipients;
import org.gatehouse.mapi.rop.RopMoveCopyMessages;
import org.gatehouse.mapi.rop.RopNotify;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopOpenMessage;
import org.gatehouse.mapi.rop.RopOpenStream;
import org.gatehouse.mapi.rop.RopQueryNamedProperties;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopReadStream;
import org.gatehouse.mapi.rop.RopRegisterNotification;
import org.gatehouse.mapi.rop.RopRelease;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSaveChangesAttachment;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.mapi.rop.RopSetReadFlags;
import org.gatehouse.mapi.rop.RopSortTable;
import org.gatehouse.mapi.rop.RopSubmitMessage;
import org.gatehouse.mapi.rop.RopWriteStream;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole way of a client's calls: stubs, buffers, operations, a real database.
class MailboxAccessTest {
    private static final int NONE = 0xffff_ffff;
    private static final List<PropertyTag> SUBJECT_COLUMNS = List.of(Tags.MID, Tags.SUBJECT, Tags.MESSAGE_FLAGS);

    @TempDir
    private Path folder;
    private Workplace place;
    private EmsmdbClient ann;
    private RopLogon.MailboxResponse logon;
    private int logonHandle;

    @BeforeEach
    void annLogsOn() {
        place = new Workplace(folder);
        ann = place.client("ann");
        assertThat(ann.connect(place.ann.legacyDn()).result()).isZero();
        var reply = ann.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.ann.legacyDn()));
        logon = reply.get(0, RopLogon.MailboxResponse.class);
        logonHandle = reply.handles().get(0);
    }

    @AfterEach
    void close() {
        place.close();
    }

    @Test
    void logonNamesTheSpecialFoldersAndTheMailbox() { // [MS-OXCSTOR] 2.2.1.1.3
        assertThat(logon.folderIds()).hasSize(13).doesNotHaveDuplicates();
        assertThat(logon.mailboxGuid()).isEqualTo(place.ann.mailbox().orElseThrow().guid());
        assertThat(logon.responseFlags()).isEqualTo(0x07);
        assertThat(logon.logonFlags()).isEqualTo(RopLogon.PRIVATE);
        assertThat(place.log).anySatisfy(entry -> assertThat(entry.operation()).isEqualTo("OwnerLogon"));
    }

    @Test
    void aMessageIsCreatedSavedListedAndReadInOneSession() {
        ObjectId saved = save(inbox(), "First light", "Hello, Bob");
        List<PropertyRow> rows = rows(inbox());
        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst().cells().get(0)).isEqualTo(new Cell.Present(new Value.Int64(saved.wire())));
        assertThat(rows.getFirst().cells().get(1)).isEqualTo(new Cell.Present(new Value.Text("First light")));

        var reply = ann.rops(List.of(logonHandle, NONE, NONE), List.of(Tags.SUBJECT),
                new RopOpenMessage.Request(0, 0, 1, 0xfff, inbox(), 0, saved),
                new RopGetPropertiesSpecific.Request(0, 1, 0, true, List.of(Tags.SUBJECT)),
                new RopOpenStream.Request(0, 1, 2, Tags.BODY, 0),
                new RopReadStream.Request(0, 2, 0x1000, 0));
        assertThat(reply.get(0, RopOpenMessage.Response.class).header().normalizedSubject()
                .text(java.nio.charset.StandardCharsets.US_ASCII)).isEqualTo("First light");
        assertThat(reply.get(1, RopGetPropertiesSpecific.Response.class).row())
                .isEqualTo(PropertyRow.of(new Value.Text("First light")));
        assertThat(reply.get(3, RopReadStream.Response.class).data())
                .isEqualTo(new ByteWriter().utf16("Hello, Bob").toBytes());
    }

    @Test
    void submittingReachesTheColleagueAndKeepsASentCopy() throws Exception {
        EmsmdbClient bob = place.client("bob");
        bob.connect(place.bob.legacyDn());
        var bobs = bob.rops(List.of(NONE, NONE), List.of(), Workplace.privateLogon(place.bob.legacyDn()),
                new RopRegisterNotification.Request(0, 0, 1, Notification.NEW_MAIL, null));
        ObjectId bobsInbox = bobs.get(0, RopLogon.MailboxResponse.class).folderIds().get(4);
        var asynchronous = bob.connectAsync().asynchronous();
        var waiting = new CompletableFuture<EcDoAsyncWaitEx.Response>();
        Thread.ofVirtual().start(() -> waiting.complete(bob.await(asynchronous, new CompletableFuture<>())));

        submit("To Bob", place.bob.legacyDn());

        assertThat(waiting.get(100, TimeUnit.SECONDS))
                .isEqualTo(new EcDoAsyncWaitEx.Response(EcDoAsyncWaitEx.NOTIFICATION_PENDING, 0));
        var news = bob.rops(List.of(), List.of());
        assertThat(news.get(0, RopNotify.Response.class).notification())
                .isInstanceOfSatisfying(Notification.NewMail.class, mail -> {
                    assertThat(mail.folderId()).isEqualTo(bobsInbox);
                    assertThat(mail.messageClass()).isEqualTo("IPM.Note");
                });
        assertThat(subjects(bob, bobs.handles().get(0), bobsInbox)).containsExactly("To Bob");
        assertThat(subjects(ann, logonHandle, sentItems())).containsExactly("To Bob");
        assertThat(subjects(ann, logonHandle, outbox())).isEmpty();
        assertThat(rows(sentItems()).getFirst().cells().get(2)).isInstanceOfSatisfying(Cell.Present.class,
                flags -> assertThat(((Value.Int32) flags.value()).value() & 0x0d).isEqualTo(0x01));
    }

    @Test
    void anOpenTableHearsOfDeliveredMail() throws Exception { // [MS-OXCNOTIF] 2.2.1.1
        EmsmdbClient bob = place.client("bob");
        bob.connect(place.bob.legacyDn());
        var logons = bob.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.bob.legacyDn()));
        ObjectId bobsInbox = logons.get(0, RopLogon.MailboxResponse.class).folderIds().get(4);
        var asynchronous = bob.connectAsync().asynchronous();
        bob.rops(List.of(logons.handles().get(0), NONE, NONE), List.of(),
                new RopOpenFolder.Request(0, 0, 1, bobsInbox, 0), new RopGetContentsTable.Request(0, 1, 2, 0),
                new RopSetColumns.Request(0, 2, 0, SUBJECT_COLUMNS),
                new RopQueryRows.Request(0, 2, 0, true, 50));
        var waiting = new CompletableFuture<EcDoAsyncWaitEx.Response>();
        Thread.ofVirtual().start(() -> waiting.complete(bob.await(asynchronous, new CompletableFuture<>())));

        submit("To Bob", place.bob.legacyDn());

        assertThat(waiting.get(100, TimeUnit.SECONDS).flags()).isEqualTo(EcDoAsyncWaitEx.NOTIFICATION_PENDING);
        assertThat(bob.rops(List.of(), List.of()).get(0, RopNotify.Response.class).notification())
                .isInstanceOf(Notification.TableModified.class);
    }

    @Test
    void theSentCopyGoesToTheFolderNamedByItsEntryIdAndHasADeliveryTime() {
        var sent = FolderEntryId.ofMailbox(logon.mailboxGuid(),
                new LongTermId(logon.replicaGuid(), sentItems().counter()));
        submit("By entry id", place.bob.legacyDn(), new PropertyValue(PropertyTag.of(0x0e0a, PropertyType.BINARY),
                new Value.Binary(sent.encode())));
        assertThat(subjects(ann, logonHandle, outbox())).isEmpty();
        assertThat(rows(ann, logonHandle, sentItems(), List.of(Tags.SUBJECT, Tags.MESSAGE_DELIVERY_TIME)))
                .singleElement().satisfies(row -> {
                    assertThat(row.cells().get(0)).isEqualTo(new Cell.Present(new Value.Text("By entry id")));
                    assertThat(row.cells().get(1)).isInstanceOf(Cell.Present.class);
                });
    }

    @Test
    void whatIsSoftlyDeletedIsAnEmptyTable() { // [MS-OXCFOLD] 2.2.1.1.1, 2.2.1.13.1, 2.2.1.14.1
        ObjectId kept = save(inbox(), "kept", "x");
        var reply = ann.rops(List.of(logonHandle, NONE, NONE, NONE, NONE), SUBJECT_COLUMNS,
                new RopOpenFolder.Request(0, 0, 1, inbox(), 0x04), new RopGetContentsTable.Request(0, 1, 2, 0x20),
                new RopSetColumns.Request(0, 2, 0, SUBJECT_COLUMNS), new RopQueryRows.Request(0, 2, 0, true, 10),
                new RopGetHierarchyTable.Request(0, 1, 3, 0x20),
                new RopOpenMessage.Request(0, 0, 4, 0xfff, inbox(), 0x04, kept));
        assertThat(reply.get(1, RopGetContentsTable.Response.class).rowCount()).isZero();
        assertThat(reply.get(3, RopQueryRows.Response.class).rows().count()).isZero();
        assertThat(reply.get(4, RopGetHierarchyTable.Response.class).rowCount()).isZero();
        assertThat(reply.get(5, RopOpenMessage.Response.class).returnValue()).isZero();
    }

    @Test
    void namesOfPropertiesAreListedByKind() { // [MS-OXCPRPT] 2.2.9.1
        var set = new UUID(0, 1);
        var text = new PropertyName.Text(set, "keywords");
        var lid = new PropertyName.Lid(set, 0x8503);
        var reply = ann.rops(List.of(logonHandle), List.of(),
                new RopGetPropertyIdsFromNames.Request(0, 0, 0x02, List.of(text, lid)),
                new RopQueryNamedProperties.Request(0, 0, 0x01, set),
                new RopQueryNamedProperties.Request(0, 0, 0x02, set),
                new RopQueryNamedProperties.Request(0, 0, 0x00, set));
        assertThat(reply.get(1, RopQueryNamedProperties.Response.class).names()).containsExactly(lid);
        assertThat(reply.get(2, RopQueryNamedProperties.Response.class).names()).containsExactly(text);
        assertThat(reply.get(3, RopQueryNamedProperties.Response.class).names()).containsExactly(text, lid);
    }

    @Test
    void textWithoutATypeComesInEightBitsToWhoDoesNotWantUnicode() { // [MS-OXCPRPT] 3.2.5.1, MS-OXCPRPT_R459
        ObjectId message = save(inbox(), "Grüße", "x");
        var untyped = List.of(Tags.SUBJECT.withType(PropertyType.UNSPECIFIED));
        var reply = ann.rops(List.of(logonHandle, NONE), untyped,
                new RopOpenMessage.Request(0, 0, 1, 0xfff, inbox(), 0, message),
                new RopGetPropertiesSpecific.Request(0, 1, 0, false, untyped),
                new RopGetPropertiesSpecific.Request(0, 1, 0, true, untyped));
        assertThat(reply.get(1, RopGetPropertiesSpecific.Response.class).row().cells()).singleElement()
                .isInstanceOfSatisfying(Cell.Present.class, cell ->
                        assertThat(cell.value().type()).isEqualTo(PropertyType.STRING8));
        assertThat(reply.get(2, RopGetPropertiesSpecific.Response.class).row())
                .isEqualTo(PropertyRow.of(new Value.Text("Grüße")));
    }

    @Test
    void problemsOfACopyNameThePlaceInTheClientsList() { // [MS-OXCDATA] 2.7
        ObjectId message = save(inbox(), "a", "x");
        var tags = List.of(Tags.SUBJECT, PropertyTag.of(0x1234, PropertyType.INTEGER32), Tags.MESSAGE_SIZE);
        var reply = ann.rops(List.of(logonHandle, NONE, NONE), List.of(),
                new RopOpenMessage.Request(0, 0, 1, 0xfff, inbox(), 0, message),
                new RopCreateMessage.Request(0, 0, 2, 0xfff, inbox(), false),
                new RopCopyProperties.Request(0, 1, 2, false, 0, tags));
        assertThat(reply.get(2, RopCopyProperties.Response.class).problems()).singleElement()
                .satisfies(problem -> assertThat(problem.index()).isEqualTo(2));
    }

    @Test
    void aNewMessageNamesItsCreator() { // [MS-OXCMSG] 3.2.5.2
        var tags = List.of(Tags.CREATOR_NAME, Tags.CREATOR_ENTRY_ID, Tags.LAST_MODIFIER_NAME,
                Tags.LAST_MODIFIER_ENTRY_ID);
        var reply = ann.rops(List.of(logonHandle, NONE), tags,
                new RopCreateMessage.Request(0, 0, 1, 0xfff, inbox(), false),
                new RopGetPropertiesSpecific.Request(0, 1, 0, true, tags));
        var name = new Value.Text(place.ann.displayName());
        var entryId = new Value.Binary(AddressBookEntryId.ofUser(place.ann.legacyDn()).encode());
        assertThat(reply.get(1, RopGetPropertiesSpecific.Response.class).row())
                .isEqualTo(PropertyRow.of(name, entryId, name, entryId));
    }

    @Test
    void sendingForSomebodyElseIsRefused() {
        var reply = ann.rops(List.of(logonHandle, NONE), List.of(),
                new RopCreateMessage.Request(0, 0, 1, 0xfff, outbox(), false),
                new RopModifyRecipients.Request(0, 1, List.of(), List.of(to(place.bob.legacyDn()))),
                new RopSetProperties.Request(0, 1, List.of(new PropertyValue(Tags.SENT_REPRESENTING_EMAIL_ADDRESS,
                        new Value.Text(place.bob.legacyDn())))),
                new RopSubmitMessage.Request(0, 1, 0));
        assertThat(reply.get(3, RopResponse.Failure.class).returnValue()).isEqualTo(ErrorCode.ACCESS_DENIED);
    }

    @Test
    void foldersAreMadeListedAndDeleted() {
        ObjectId root = logon.folderIds().get(3);
        var name = new Value.Text("Projects");
        var made = ann.rops(List.of(logonHandle, NONE, NONE, NONE), List.of(Tags.DISPLAY_NAME),
                new RopOpenFolder.Request(0, 0, 1, root, 0),
                new RopCreateFolder.Request(0, 1, 2, 1, false, 0, name, new Value.Text("")),
                new RopGetHierarchyTable.Request(0, 1, 3, 0),
                new RopSetColumns.Request(0, 3, 0, List.of(Tags.DISPLAY_NAME)),
                new RopFindRow.Request(0, 3, 0, new Restriction.Property(Restriction.Operator.EQUAL, Tags.DISPLAY_NAME,
                        new PropertyValue(Tags.DISPLAY_NAME, name)), 0, Bytes.EMPTY));
        assertThat(made.get(4, RopFindRow.Response.class).rows().read(List.of(Tags.DISPLAY_NAME)))
                .containsExactly(PropertyRow.of(name));
        ObjectId projects = made.get(1, RopCreateFolder.Response.class).folderId();
        ObjectId message = save(projects, "Plan", "text");
        var moved = ann.rops(List.of(logonHandle, made.handles().get(2), NONE), List.of(),
                new RopOpenFolder.Request(0, 0, 2, inbox(), 0),
                new RopMoveCopyMessages.Request(0, 1, 2, List.of(message), false, false));
        assertThat(moved.get(1, RopMoveCopyMessages.Response.class).partialCompletion()).isFalse();
        assertThat(subjects(ann, logonHandle, inbox())).containsExactly("Plan");
        var deleted = ann.rops(List.of(made.handles().get(1)), List.of(),
                new RopDeleteFolder.Request(0, 0, 0x05, projects));
        assertThat(deleted.get(0, RopDeleteFolder.Response.class).returnValue()).isZero();
    }

    @Test
    void attachmentsTravelWithTheMessage() {
        var data = PropertyTag.of(0x3701, PropertyType.BINARY);
        var reply = ann.rops(List.of(logonHandle, NONE, NONE, NONE), List.of(),
                new RopCreateMessage.Request(0, 0, 1, 0xfff, inbox(), false),
                new RopCreateAttachment.Request(0, 1, 2), new RopOpenStream.Request(0, 2, 3, data, 2),
                new RopWriteStream.Request(0, 3, Bytes.ofHex("01020304")), new RopCommitStream.Request(0, 3),
                new RopSaveChangesAttachment.Request(0, 2, 2, 0), new RopSaveChangesMessage.Request(0, 1, 1, 0));
        assertThat(reply.responses()).allSatisfy(each -> assertThat(each.returnValue()).isZero());
        assertThat(reply.get(3, RopWriteStream.Response.class).writtenSize()).isEqualTo(4);
    }

    @Test
    void readFlagsAndSortingShowInTheTable() {
        ObjectId second = save(inbox(), "b", "x");
        ObjectId first = save(inbox(), "a", "x");
        var reply = ann.rops(List.of(logonHandle, NONE, NONE), SUBJECT_COLUMNS,
                new RopOpenFolder.Request(0, 0, 1, inbox(), 0),
                new RopSetReadFlags.Request(0, 1, false, 0x04, List.of(first)),
                new RopGetContentsTable.Request(0, 1, 2, 0),
                new RopSetColumns.Request(0, 2, 0, SUBJECT_COLUMNS),
                new RopSortTable.Request(0, 2, 0, SortOrderSet.of(List.of(
                        new SortOrder(Tags.SUBJECT, SortOrder.Direction.ASCENDING)))),
                new RopQueryRows.Request(0, 2, 0, true, 10));
        assertThat(reply.get(2, RopGetContentsTable.Response.class).rowCount()).isEqualTo(2);
        assertThat(reply.get(5, RopQueryRows.Response.class).rows().read(SUBJECT_COLUMNS))
                .extracting(row -> row.cells().get(0)).containsExactly(
                        new Cell.Present(new Value.Int64(first.wire())),
                        new Cell.Present(new Value.Int64(second.wire())));
    }

    @Test
    void objectsOfOthersAndReleasedOnesAreRefused() { // [MS-OXCROPS] 3.2.5.4
        var opened = ann.rops(List.of(logonHandle, NONE), List.of(), new RopOpenFolder.Request(0, 0, 1, inbox(), 0));
        int handle = opened.handles().get(1);
        ann.rops(List.of(handle), List.of(), new RopRelease.Request(0, 0));
        assertThat(failure(handle, 0)).isEqualTo(ErrorCode.INVALID_OBJECT);
        assertThat(failure(0x7777_7777, 0)).isEqualTo(ErrorCode.NULL_OBJECT);
        assertThat(failure(NONE, 0)).isEqualTo(ErrorCode.NULL_OBJECT);
        assertThat(failure(logonHandle, 1)).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(failure(logonHandle, 0)).isEqualTo(ErrorCode.NOT_SUPPORTED);
    }

    private int failure(int handle, int logonId) {
        return ann.rops(List.of(handle, NONE), List.of(), new RopGetContentsTable.Request(logonId, 0, 1, 0))
                .get(0, RopResponse.Failure.class).returnValue();
    }

    private ObjectId inbox() {
        return logon.folderIds().get(4);
    }

    private ObjectId outbox() {
        return logon.folderIds().get(5);
    }

    private ObjectId sentItems() {
        return logon.folderIds().get(6);
    }

    private ObjectId save(ObjectId target, String subject, String body) {
        var reply = ann.rops(List.of(logonHandle, NONE), List.of(),
                new RopCreateMessage.Request(0, 0, 1, 0xfff, target, false),
                new RopSetProperties.Request(0, 1, List.of(
                        new PropertyValue(Tags.MESSAGE_CLASS, new Value.Text("IPM.Note")),
                        new PropertyValue(Tags.SUBJECT, new Value.Text(subject)),
                        new PropertyValue(Tags.BODY, new Value.Text(body)))),
                new RopSaveChangesMessage.Request(0, 1, 1, 0), new RopRelease.Request(0, 1));
        assertThat(reply.get(1, RopSetProperties.Response.class).problems()).isEmpty();
        return reply.get(2, RopSaveChangesMessage.Response.class).messageId();
    }

    private static ModifyRecipientRow to(String dn) {
        return new ModifyRecipientRow(0, 1, new RecipientRow(0, true, new RecipientRow.Address.X500(0, 0, dn), null,
                new Value.Text("Bob"), null, null, new PropertyRow(List.of())));
    }

    private void submit(String subject, String dn) {
        var sentMail = new ByteWriter().u8(1).i64(sentItems().wire()).i64(0).i32(0).toBytes();
        submit(subject, dn, new PropertyValue(Tags.SENT_MAIL_SVR_EID, new Value.ServerId(sentMail)));
    }

    private void submit(String subject, String dn, PropertyValue sentMail) {
        var reply = ann.rops(List.of(logonHandle, NONE), List.of(),
                new RopCreateMessage.Request(0, 0, 1, 0xfff, outbox(), false),
                new RopSetProperties.Request(0, 1, List.of(
                        new PropertyValue(Tags.MESSAGE_CLASS, new Value.Text("IPM.Note")),
                        new PropertyValue(Tags.SUBJECT, new Value.Text(subject)),
                        sentMail)),
                new RopModifyRecipients.Request(0, 1, List.of(), List.of(to(dn))),
                new RopSubmitMessage.Request(0, 1, 0));
        assertThat(reply.responses()).allSatisfy(each -> assertThat(each.returnValue()).isZero());
    }

    private List<PropertyRow> rows(ObjectId target) {
        return rows(ann, logonHandle, target);
    }

    private static List<PropertyRow> rows(EmsmdbClient client, int logonHandle, ObjectId target) {
        return rows(client, logonHandle, target, SUBJECT_COLUMNS);
    }

    private static List<PropertyRow> rows(EmsmdbClient client, int logonHandle, ObjectId target,
            List<PropertyTag> columns) {
        var reply = client.rops(List.of(logonHandle, NONE, NONE), columns,
                new RopOpenFolder.Request(0, 0, 1, target, 0), new RopGetContentsTable.Request(0, 1, 2, 0x10),
                new RopSetColumns.Request(0, 2, 0, columns), new RopQueryRows.Request(0, 2, 0, true, 50));
        return reply.get(3, RopQueryRows.Response.class).rows().read(columns);
    }

    private static List<String> subjects(EmsmdbClient client, int logonHandle, ObjectId target) {
        return rows(client, logonHandle, target).stream().map(row -> row.cells().get(1) instanceof
                Cell.Present(Value.Text(String subject)) ? subject : "").toList();
    }
}
