package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

/// What a mailbox store does, whatever engine is below. Each engine's suite says how to mount an empty database.
abstract class MailboxStoreContract {
    static final int MAX = 1 << 20;
    static final UUID OWNER_GUID = UUID.fromString("6f7a1c2e-0000-4000-8000-00000000a001");
    static final MailboxKey OWNER = new MailboxKey(OWNER_GUID, "/o=First/ou=Ex/cn=Recipients/cn=ann", "Ann Able",
            "ann@gate.example");
    static final Caller ANN = new Caller("GATE\\ann", OWNER.legacyDn(), "Ann Able", Caller.Rights.OWNER,
            Charset.forName("windows-1252"));

    /// An empty mailbox database, mounted.
    abstract MailboxDatabase mailboxes();

    /// An empty public folder database, mounted.
    abstract MailboxDatabase publicFolders();

    MailboxSession session() {
        return mailboxes().open(OWNER, ANN);
    }

    static Folder inbox(MailboxSession session) {
        return special(session, SpecialFolder.INBOX);
    }

    static Folder special(MailboxSession session, SpecialFolder folder) {
        return session.openFolder(session.specialFolders().get(folder));
    }

    static PropertyValue text(PropertyTag tag, String text) {
        return new PropertyValue(tag, new Value.Text(text));
    }

    static MessageDraft.Saved saved(Folder folder, String subject, String body) {
        MessageDraft draft = folder.createMessage(false);
        draft.set(List.of(text(Tags.SUBJECT, subject), text(Tags.BODY, body)));
        return draft.save(MessageDraft.SaveMode.NORMAL);
    }

    static Value value(PropertyObject object, PropertyTag tag) {
        Cell cell = object.get(List.of(tag), MAX).getFirst();
        assertThat(cell).as("%s", tag).isInstanceOf(Cell.Present.class);
        return ((Cell.Present) cell).value();
    }

    static int int32(PropertyObject object, PropertyTag tag) {
        return ((Value.Int32) value(object, tag)).value();
    }

    static String string(PropertyObject object, PropertyTag tag) {
        return ((Value.Text) value(object, tag)).value();
    }

    static void refused(int error, Runnable action) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(MailboxException.class,
                refusal -> assertThat(ErrorCode.nameOf(refusal.error())).isEqualTo(ErrorCode.nameOf(error)));
    }

    static List<String> subjects(Table table) {
        return table.rows(0, table.count(), List.of(Tags.SUBJECT)).stream().map(row ->
                row.cells().getFirst() instanceof Cell.Present(Value.Text(String subject)) ? subject : "?").toList();
    }

    // [MS-OXCSTOR] 2.2.1.1.3, [MS-OXOSFLD] 2.2.3
    @Test
    void aNewMailboxHasItsFoldersAndTheLinksToThem() {
        try (MailboxSession session = session()) {
            assertThat(session.specialFolders().keySet()).containsAll(SpecialFolder.PRIVATE_LOGON);
            assertThat(string(inbox(session), Tags.DISPLAY_NAME)).isEqualTo("Inbox");
            assertThat(inbox(session).parentId()).isEqualTo(session.specialFolders().get(SpecialFolder.IPM_SUBTREE));
            Value calendar = value(special(session, SpecialFolder.CALENDAR), Tags.ENTRY_ID);
            assertThat(value(inbox(session), Tags.IPM_APPOINTMENT_ENTRY_ID)).isEqualTo(calendar);
            assertThat(value(special(session, SpecialFolder.ROOT), Tags.IPM_APPOINTMENT_ENTRY_ID)).isEqualTo(calendar);
            assertThat(value(session.store(), Tags.IPM_WASTEBASKET_ENTRY_ID))
                    .isEqualTo(value(special(session, SpecialFolder.DELETED_ITEMS), Tags.ENTRY_ID));
            assertThat(session.receiveFolder("IPM.Note.Custom").folder()).isEqualTo(inbox(session).id());
            assertThat(special(session, SpecialFolder.ROOT).hierarchy(true).count())
                    .isEqualTo(session.specialFolders().size() - 1);
        }
    }

    @Test
    void aMailboxIsTriedOutAndNoneIsMadeForThat() {
        assertThat(mailboxes().tryOut(Optional.empty())).isEmpty();
        assertThat(mailboxes().tryOut(Optional.of(OWNER_GUID))).isEmpty();
        assertThat(mailboxes().statistics()).isEmpty();
        try (MailboxSession session = session()) {
            var _ = saved(inbox(session), "One", "Text");
        }
        mailboxes().open(new MailboxKey(new UUID(7, 7), "/cn=bob", "Bob", "bob@gate.example"), ANN).close();
        var eldest = Optional.of(new MailboxDatabase.Trial(OWNER_GUID, 1));
        assertThat(mailboxes().tryOut(Optional.empty())).isEqualTo(eldest);
        assertThat(mailboxes().tryOut(Optional.of(OWNER_GUID))).isEqualTo(eldest);
        assertThat(mailboxes().tryOut(Optional.of(new UUID(7, 7))).orElseThrow().inboxItems()).isZero();
        mailboxes().delete(OWNER_GUID);
        assertThat(mailboxes().tryOut(Optional.of(OWNER_GUID))).isEmpty();
        refused(ErrorCode.WRONG_SERVER, () -> publicFolders().tryOut(Optional.empty()));
    }

    @Test
    void openingAgainFindsTheSameMailbox() {
        try (MailboxSession first = session(); MailboxSession second = session()) {
            assertThat(second.specialFolders()).isEqualTo(first.specialFolders());
            assertThat(second.replicaGuid()).isEqualTo(first.replicaGuid());
            assertThat(mailboxes().statistics()).singleElement().extracting(each -> each.displayName())
                    .isEqualTo("Ann Able");
        }
    }

    @Test
    void callersWithoutRightsAreRefused() {
        var stranger = new Caller("GATE\\eve", "/cn=eve", "Eve", Caller.Rights.BY_FOLDER, ANN.codePage());
        refused(ErrorCode.LOGIN_PERMISSION, () -> mailboxes().open(OWNER, stranger));
        refused(ErrorCode.WRONG_SERVER, () -> publicFolders().open(OWNER, ANN));
        refused(ErrorCode.WRONG_SERVER, () -> mailboxes().openPublic(ANN));
    }

    // [MS-OXCSTOR] 2.2.1.1.4
    @Test
    void thePublicTreeHasItsFolders() {
        try (MailboxSession session = publicFolders().openPublic(ANN)) {
            assertThat(session.specialFolders().keySet()).containsAll(SpecialFolder.PUBLIC_LOGON);
            Folder tree = special(session, SpecialFolder.PUBLIC_IPM_SUBTREE);
            Folder made = tree.createFolder("Announcements", "", Folder.Type.GENERIC, false).folder();
            saved(made, "Hello", "all");
            assertThat(subjects(made.contents(false))).containsExactly("Hello");
        }
    }

    @Test
    void aSavedMessageIsThereWholeForOthers() {
        try (MailboxSession session = session(); MailboxSession other = session()) {
            String body = "x".repeat(300_000) + "\u0000end";
            MessageDraft draft = inbox(session).createMessage(false);
            draft.set(List.of(text(Tags.SUBJECT, "RE: Plans"), text(Tags.BODY, body)));
            draft.modifyRecipients(List.of(new MessageDraft.Recipient(0, 1,
                    List.of(text(Tags.DISPLAY_NAME, "Bob Best"), text(Tags.SMTP_ADDRESS, "bob@gate.example")))));
            var id = draft.save(MessageDraft.SaveMode.NORMAL).id();
            MessageDraft read = other.openMessage(id, false);
            assertThat(string(read, Tags.BODY)).isEqualTo(body);
            assertThat(string(read, Tags.SUBJECT_PREFIX)).isEqualTo("RE: ");
            assertThat(string(read, Tags.NORMALIZED_SUBJECT)).isEqualTo("Plans");
            assertThat(string(read, Tags.DISPLAY_TO)).isEqualTo("Bob Best");
            assertThat(read.recipients()).isEqualTo(draft.recipients());
            assertThat(read.get(List.of(Tags.BODY), 1000).getFirst()).isEqualTo(new
                    Cell.Failed(ErrorCode.OUT_OF_MEMORY));
            ValueStream stream = read.stream(Tags.BODY, PropertyObject.StreamMode.READ);
            assertThat(stream.size()).isEqualTo(2L * body.length());
            assertThat(stream.read(2 * 299_999, 4)).isEqualTo(Bytes.ofHex("78000000"));
        }
    }

    @Test
    void changeNumbersGrowAndCountsFollow() {
        try (MailboxSession session = session()) {
            Folder folder = inbox(session);
            var first = saved(folder, "1", "");
            var second = saved(folder, "2", "");
            assertThat(second.changeNumber()).isGreaterThan(first.changeNumber());
            assertThat(int32(folder, Tags.CONTENT_COUNT)).isEqualTo(2);
            assertThat(int32(folder, Tags.CONTENT_UNREAD_COUNT)).isZero();
            assertThat(folder.setReadFlags(List.of(first.id()), false, false)).isFalse();
            assertThat(int32(folder, Tags.CONTENT_UNREAD_COUNT)).isEqualTo(1);
            assertThat(folder.deleteMessages(List.of(first.id(), new ObjectId(1, 0xffff)))).isTrue();
            assertThat(int32(folder, Tags.CONTENT_COUNT)).isEqualTo(1);
            assertThat(int32(folder, Tags.CONTENT_UNREAD_COUNT)).isZero();
            var third = saved(folder, "3", "");
            assertThat(third.id().counter()).isGreaterThan(second.changeNumber());
        }
    }

    // [MS-OXCMSG] 3.2.5.3
    @Test
    void theSecondOfTwoSavesIsToldOfTheFirst() {
        try (MailboxSession session = session()) {
            var id = saved(inbox(session), "draft", "old").id();
            MessageDraft one = session.openMessage(id, true);
            MessageDraft two = session.openMessage(id, true);
            one.set(List.of(text(Tags.BODY, "one")));
            one.save(MessageDraft.SaveMode.NORMAL);
            two.set(List.of(text(Tags.BODY, "two")));
            refused(ErrorCode.OBJECT_MODIFIED, () -> two.save(MessageDraft.SaveMode.NORMAL));
            assertThat(string(session.openMessage(id, false), Tags.BODY)).isEqualTo("one");
            two.save(MessageDraft.SaveMode.FORCE);
            assertThat(string(session.openMessage(id, false), Tags.BODY)).isEqualTo("two");
            inbox(session).deleteMessages(List.of(id));
            refused(ErrorCode.OBJECT_DELETED, () -> two.save(MessageDraft.SaveMode.FORCE));
            refused(ErrorCode.NOT_FOUND, () -> session.openMessage(id, false));
        }
    }

    @Test
    void anUnsavedDraftIsNobodysBusiness() {
        try (MailboxSession session = session()) {
            MessageDraft draft = inbox(session).createMessage(false);
            draft.set(List.of(text(Tags.SUBJECT, "secret")));
            assertThat(draft.id()).isEmpty();
            assertThat(inbox(session).contents(false).count()).isZero();
            refused(ErrorCode.ACCESS_DENIED, () -> {
                MessageDraft readOnly = session.openMessage(saved(inbox(session), "s", "").id(), false);
                readOnly.set(List.of(text(Tags.SUBJECT, "no")));
            });
            assertThat(draft.set(List.of(new PropertyValue(Tags.ENTRY_ID, new Value.Binary(Bytes.EMPTY)))))
                    .singleElement().extracting(each -> each.error()).isEqualTo(ErrorCode.COMPUTED_VALUE);
        }
    }

    @Test
    void tablesSortRestrictAndFind() {
        try (MailboxSession session = session()) {
            Folder folder = inbox(session);
            for (String subject : List.of("delta", "Alpha", "charlie", "bravo")) {
                saved(folder, subject, subject);
            }
            try (Table table = folder.contents(false)) {
                assertThat(subjects(table)).containsExactlyInAnyOrder("delta", "Alpha", "charlie", "bravo");
                table.sort(List.of(new SortOrder(Tags.SUBJECT, SortOrder.Direction.ASCENDING)));
                assertThat(subjects(table)).containsExactly("Alpha", "bravo", "charlie", "delta");
                var hasAlpha = new Restriction.Content(Restriction.Content.SUBSTRING, Restriction.Content.IGNORE_CASE,
                        Tags.SUBJECT, text(Tags.SUBJECT, "ALPH"));
                assertThat(table.find(hasAlpha, 0, false)).hasValue(0);
                assertThat(table.find(hasAlpha, 1, false)).isEmpty();
                assertThat(table.find(hasAlpha, 4, true)).hasValue(0);
                table.restrict(Optional.of(new Restriction.Not(hasAlpha)));
                assertThat(subjects(table)).containsExactly("bravo", "charlie", "delta");
                refused(ErrorCode.TOO_COMPLEX, () -> table.restrict(Optional.of(new Restriction.Property(
                        Restriction.Operator.MATCHES, Tags.SUBJECT, text(Tags.SUBJECT, ".*")))));
            }
        }
    }

    @Test
    void aTableShowsWhatIsThereAndItsCursorStaysWithItsRow() { // [MS-OXCTABL] 3.1
        try (MailboxSession session = session()) {
            Folder folder = inbox(session);
            var first = saved(folder, "one", "");
            saved(folder, "two", "");
            Table table = folder.contents(false);
            assertThat(subjects(table)).containsExactly("two", "one");
            table.moveTo(1);
            saved(folder, "three", "");
            assertThat(table.position()).isEqualTo(2);
            assertThat(table.rows(table.position(), 10, List.of(Tags.SUBJECT))).singleElement()
                    .satisfies(row -> assertThat(row.id()).isEqualTo(first.id()));
            folder.deleteMessages(List.of(first.id()));
            assertThat(table.position()).isEqualTo(2).isEqualTo(table.count());
            assertThat(subjects(table)).containsExactly("three", "two");
        }
    }

    @Test
    void messagesMoveAndCopyWithTheirLongValues() {
        try (MailboxSession session = session()) {
            String body = "b".repeat(20_000);
            Folder target = special(session, SpecialFolder.DELETED_ITEMS);
            var id = saved(inbox(session), "s", body).id();
            assertThat(inbox(session).copyMessages(List.of(id), target)).isFalse();
            assertThat(inbox(session).moveMessages(List.of(id), target)).isFalse();
            assertThat(inbox(session).moveMessages(List.of(id), target)).isTrue();
            assertThat(int32(inbox(session), Tags.CONTENT_COUNT)).isZero();
            Table table = target.contents(false);
            assertThat(table.count()).isEqualTo(2);
            for (Table.Row row : table.rows(0, 2, List.of())) {
                assertThat(string(session.openMessage(row.id(), false), Tags.BODY)).isEqualTo(body);
            }
        }
    }

    @Test
    void attachmentsAndMessagesWithinMessagesAreKept() {
        try (MailboxSession session = session()) {
            MessageDraft outer = inbox(session).createMessage(false);
            MessageDraft.AttachmentDraft file = outer.createAttachment();
            file.set(List.of(new PropertyValue(Tags.ATTACH_METHOD, new Value.Int32(1))));
            ValueStream data = file.stream(Tags.ATTACH_DATA_BINARY, PropertyObject.StreamMode.CREATE);
            data.write(0, Bytes.wrap(new byte[600_000]));
            data.write(599_999, Bytes.ofHex("0708"));
            data.commit();
            file.save();
            MessageDraft.AttachmentDraft letter = outer.createAttachment();
            MessageDraft inner = letter.embeddedMessage(true);
            inner.set(List.of(text(Tags.SUBJECT, "inside")));
            MessageDraft.AttachmentDraft deep = inner.createAttachment();
            deep.set(List.of(text(Tags.DISPLAY_NAME, "deep")));
            deep.save();
            inner.save(MessageDraft.SaveMode.NORMAL);
            letter.save();
            var id = outer.save(MessageDraft.SaveMode.NORMAL).id();

            MessageDraft read = session.openMessage(id, true);
            assertThat(read.attachments()).containsExactly(0, 1);
            assertThat(value(read, Tags.HAS_ATTACHMENTS)).isEqualTo(new Value.Bool(true));
            ValueStream back = read.openAttachment(0).stream(Tags.ATTACH_DATA_BINARY, PropertyObject.StreamMode.READ);
            assertThat(back.size()).isEqualTo(600_001);
            assertThat(back.read(599_998, 10)).isEqualTo(Bytes.ofHex("000708"));
            MessageDraft inside = read.openAttachment(1).embeddedMessage(false);
            assertThat(string(inside, Tags.SUBJECT)).isEqualTo("inside");
            assertThat(string(inside.openAttachment(0), Tags.DISPLAY_NAME)).isEqualTo("deep");
            Table table = read.attachmentTable();
            assertThat(table.rows(0, 9, List.of(Tags.ATTACH_NUMBER))).extracting(Table.Row::cells).containsExactly(
                    List.of(new Cell.Present(new Value.Int32(0))), List.of(new Cell.Present(new Value.Int32(1))));
            read.deleteAttachment(0);
            read.save(MessageDraft.SaveMode.NORMAL);
            assertThat(session.openMessage(id, false).attachments()).containsExactly(1);
        }
    }

    @Test
    void foldersAreMadeRenamedMovedCopiedAndDeleted() {
        try (MailboxSession session = session()) {
            Folder subtree = special(session, SpecialFolder.IPM_SUBTREE);
            Folder projects = subtree.createFolder("Projects", "work", Folder.Type.GENERIC, false).folder();
            refused(ErrorCode.COLLIDING_NAMES,
                    () -> subtree.createFolder("PROJECTS", "", Folder.Type.GENERIC, false));
            assertThat(subtree.createFolder("projects", "", Folder.Type.GENERIC, true).existed()).isTrue();
            Folder inner = projects.createFolder("Inner", "", Folder.Type.GENERIC, false).folder();
            saved(inner, "kept", "body");
            refused(ErrorCode.FOLDER_CYCLE, () -> subtree.moveFolder(projects.id(), inner, ""));
            subtree.copyFolder(projects.id(), subtree, "Copy", true);
            projects.set(List.of(text(Tags.DISPLAY_NAME, "Work")));
            assertThat(string(projects, Tags.DISPLAY_NAME)).isEqualTo("Work");
            refused(ErrorCode.HAS_FOLDERS, () -> subtree.deleteFolder(projects.id(), java.util.Set.of()));
            subtree.deleteFolder(projects.id(), java.util.EnumSet.allOf(Folder.DeleteFlag.class));
            refused(ErrorCode.OBJECT_DELETED, () -> int32(projects, Tags.CONTENT_COUNT));
            refused(ErrorCode.ACCESS_DENIED, () -> subtree.deleteFolder(
                    session.specialFolders().get(SpecialFolder.INBOX), java.util.Set.of()));
            Folder copy = subtree.createFolder("Copy", "", Folder.Type.GENERIC, true).folder();
            ObjectId copiedInner = copy.hierarchy(false).rows(0, 1, List.of()).getFirst().id();
            assertThat(subjects(session.openFolder(copiedInner).contents(false))).containsExactly("kept");
        }
    }

    // [MS-OXCPRPT] 3.2.5.9
    @Test
    void namesKeepTheirIdsAndBelongToTheMailbox() {
        UUID set = UUID.fromString("00062008-0000-0000-c000-000000000046");
        List<PropertyName> names = List.of(new PropertyName.Lid(set, 0x8503), new PropertyName.Text(set, "Keywords"),
                new PropertyName.Text(set, "keywords"));
        try (MailboxSession session = session()) {
            assertThat(session.propertyIds(names, false)).containsExactly(0, 0, 0);
            List<Integer> ids = session.propertyIds(names, true);
            assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id >= 0x8000);
            assertThat(session.propertyIds(names, false)).isEqualTo(ids);
            assertThat(session.propertyNames(ids)).isEqualTo(names);
            assertThat(session.allPropertyNames(Optional.of(set)).values()).containsExactlyElementsOf(names);
            assertThat(session.propertyIds(List.of(new PropertyName.Lid(NamedProperties.PS_MAPI, 0x37)), false))
                    .containsExactly(0x37);
        }
    }

    @Test
    void deliveryPutsMailIntoTheInboxUnreadAndTells() throws InterruptedException {
        try (MailboxSession session = session()) {
            var told = new java.util.concurrent.LinkedBlockingQueue<StoreEvent>();
            session.subscribe(new StoreEvent.Filter(java.util.Set.of(StoreEvent.Kind.NEW_MAIL), Optional.empty(),
                    Optional.empty()), told::add);
            var delivered = mailboxes().deliver(OWNER, MessageContents.of(List.of(text(Tags.SUBJECT, "News"),
                    text(Tags.MESSAGE_CLASS, "IPM.Note")), List.of()));
            StoreEvent event = told.poll(100, java.util.concurrent.TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            assertThat(event.object()).isEqualTo(delivered.message());
            assertThat(event.messageClass()).isEqualTo("IPM.Note");
            assertThat(delivered.folder()).isEqualTo(inbox(session).id());
            assertThat(int32(inbox(session), Tags.CONTENT_UNREAD_COUNT)).isEqualTo(1);
            MessageDraft read = session.openMessage(delivered.message(), false);
            assertThat(string(read, Tags.RECEIVED_BY_NAME)).isEqualTo("Ann Able");
            assertThat(int32(read, Tags.MESSAGE_FLAGS) & (MessageView.READ | MessageView.UNSENT)).isZero();
        }
    }

    @Test
    void textIsConvertedWithTheCallersCodePage() {
        PropertyTag subject8 = Tags.SUBJECT.withType(PropertyType.STRING8);
        try (MailboxSession session = session()) {
            MessageDraft draft = inbox(session).createMessage(false);
            draft.set(List.of(new PropertyValue(subject8, Value.Text8.of("Grüße", ANN.codePage()))));
            assertThat(string(draft, Tags.SUBJECT)).isEqualTo("Grüße");
            assertThat(value(draft, subject8)).isEqualTo(Value.Text8.of("Grüße", ANN.codePage()));
        }
    }

    @Test
    void aDeletedMailboxIsGoneAndComesBackEmpty() {
        MailboxSession session = session();
        saved(inbox(session), "s", "b");
        mailboxes().delete(OWNER_GUID);
        refused(ErrorCode.END_OF_SESSION, () -> inbox(session));
        assertThat(mailboxes().statistics()).isEmpty();
        try (MailboxSession again = session()) {
            assertThat(int32(inbox(again), Tags.CONTENT_COUNT)).isZero();
        }
    }

    @Test
    void theSpaceOfADatabaseIsToldAndGrowsWithWhatItHolds() {
        int chars = 2_000_000;
        try (MailboxSession session = session()) {
            MailboxDatabase.Space before = mailboxes().space();
            // Letters without a pattern, which no engine packs.
            String body = new java.util.Random(1).ints(chars, 'a', 'z').collect(StringBuilder::new,
                    StringBuilder::appendCodePoint, StringBuilder::append).toString();
            // More than what earlier tests deleted: PostgreSQL uses that again once it was vacuumed, and does not tell.
            long deleted = before.bytes();
            for (long written = 0; written <= deleted; written += chars) {
                saved(inbox(session), "s", body);
            }
            saved(inbox(session), "s", body);
            MailboxDatabase.Space after = mailboxes().space();
            assertThat(after.bytes() - after.freeBytes()).isGreaterThan(before.bytes() - before.freeBytes()
                    + chars / 2);
            assertThat(after.freeBytes()).isBetween(0L, after.bytes());
        }
    }

    @Test
    void folderValuesAreSetStreamedAndDeleted() {
        try (MailboxSession session = session()) {
            Folder folder = inbox(session);
            ValueStream stream = folder.stream(Tags.COMMENT, PropertyObject.StreamMode.CREATE);
            stream.write(0, Bytes.ofHex("41004200"));
            stream.commit();
            assertThat(string(inbox(session), Tags.COMMENT)).isEqualTo("AB");
            folder.delete(List.of(Tags.COMMENT));
            assertThat(folder.get(List.of(Tags.COMMENT), MAX)).containsExactly(new Cell.Absent());
            assertThat(folder.all(MAX)).extracting(PropertyValue::tag).contains(Tags.DISPLAY_NAME);
        }
    }
}
