package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.Notification;
import org.gatehouse.mapi.rop.Notification.TableEvent;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetHierarchyTable;
import org.gatehouse.mapi.rop.RopNotify;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.store.Caller;
import org.gatehouse.store.Folder;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.SpecialFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Which tables tell of what, by the flags that they were asked for with ([MS-OXCFOLD] 2.2.1.13.1, 2.2.1.14.1).
@Timeout(600)
final class TableNoticesTest {
    private static final int NONE = 0xffff_ffff;
    private static final int NO_NOTIFICATIONS = 0x10;
    private static final int SOFT_DELETES = 0x20;
    private static final int SUPPRESSES_NOTIFICATIONS = 0x80;
    private static final List<PropertyTag> COLUMNS = List.of(Tags.FOLDER_ID, Tags.SUBJECT);

    @TempDir
    private Path folder;
    private Workplace place;
    private EmsmdbClient bob;
    private org.gatehouse.wire.ndr.ContextHandle waiting;
    private int inboxHandle;
    private MailboxSession other;
    private ObjectId inbox;
    /// Notifications that came behind other responses.
    private final List<RopNotify.Response> heard = new ArrayList<>();

    @BeforeEach
    void bobLogsOn() {
        place = new Workplace(folder);
        bob = place.client("bob");
        bob.connect(place.bob.legacyDn());
        int logon = bob.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.bob.legacyDn())).handles()
                .getFirst();
        waiting = bob.connectAsync().asynchronous();
        var user = place.bob;
        other = place.databases.mounted(Workplace.DATABASE).orElseThrow().open(new MailboxKey(
                user.mailbox().orElseThrow().guid(), user.legacyDn(), user.displayName(), user.smtpAddress()),
                new Caller("CORP\\bob", user.legacyDn(), user.displayName(), Caller.Rights.OWNER,
                        StandardCharsets.ISO_8859_1));
        inbox = other.specialFolders().get(SpecialFolder.INBOX);
        inboxHandle = bob.rops(List.of(logon, NONE), List.of(), new RopOpenFolder.Request(0, 0, 1, inbox, 0))
                .handles().get(1);
    }

    @AfterEach
    void close() {
        place.close();
    }

    /// A table that was looked at; its handle.
    private int table(RopRequest opening) {
        var reply = bob.rops(List.of(inboxHandle, NONE), COLUMNS, opening, new RopSetColumns.Request(0, 1, 0, COLUMNS),
                new RopQueryRows.Request(0, 1, 0, true, 50));
        assertThat(reply.responses()).allMatch(response -> response.returnValue() == 0);
        return reply.handles().get(1);
    }

    private List<RopNotify.Response> told() {
        var _ = bob.await(waiting, new CompletableFuture<>());
        var told = new ArrayList<RopNotify.Response>();
        for (RopResponse response : bob.rops(List.of(), List.of()).responses()) {
            told.add((RopNotify.Response) response);
        }
        return told;
    }

    private static TableEvent event(RopNotify.Response told) {
        return ((Notification.TableModified) told.notification()).event();
    }

    /// Of whom a table tells until it tells of the last of these folders.
    private List<ObjectId> toldOf(int handle, ObjectId last) {
        var of = new ArrayList<ObjectId>();
        while (true) {
            heard.stream().filter(each -> each.notificationHandle() == handle).forEach(each ->
                    of.add(((TableEvent.RowAdded) event(each)).id().folderId()));
            heard.clear();
            if (of.contains(last)) {
                return of;
            }
            heard.addAll(told());
        }
    }

    private ObjectId bobMakes(String name) {
        var reply = bob.rops(List.of(inboxHandle, NONE), List.of(), new RopCreateFolder.Request(0, 0, 1, 1, false, 0,
                new Value.Text(name), new Value.Text("")));
        reply.responses().stream().skip(1).forEach(told -> heard.add((RopNotify.Response) told));
        return reply.get(0, RopCreateFolder.Response.class).folderId();
    }

    private Folder inbox() {
        return other.openFolder(inbox);
    }

    private ObjectId otherMakes(String name) {
        return inbox().createFolder(name, "", Folder.Type.GENERIC, false).folder().id();
    }

    @Test
    void whatTheClientItselfDoesToFoldersIsNotToldWhereItSaidSo() { // MS-OXCFOLD_R809
        int all = table(new RopGetHierarchyTable.Request(0, 0, 1, 0));
        ObjectId own = bobMakes("own");
        assertThat(toldOf(all, own)).containsExactly(own);
        int others = table(new RopGetHierarchyTable.Request(0, 0, 1, SUPPRESSES_NOTIFICATIONS));
        ObjectId second = bobMakes("own too");
        ObjectId foreign = otherMakes("another's");
        assertThat(toldOf(others, foreign)).doesNotContain(second).containsExactly(foreign);
    }

    @Test
    void aTableWithoutNotificationsTellsNothing() { // MS-OXCFOLD_R805, MS-OXCNOTIF_R258
        int silent = table(new RopGetHierarchyTable.Request(0, 0, 1, NO_NOTIFICATIONS));
        int silentContents = table(new RopGetContentsTable.Request(0, 0, 1, NO_NOTIFICATIONS));
        int loud = table(new RopGetHierarchyTable.Request(0, 0, 1, 0));
        var _ = message("unheard of");
        ObjectId made = otherMakes("heard of");
        var handles = new ArrayList<Integer>();
        while (!handles.contains(loud)) {
            told().forEach(each -> handles.add(each.notificationHandle()));
        }
        assertThat(handles).doesNotContain(silent, silentContents);
        assertThat(made).isNotEqualTo(inbox);
    }

    private ObjectId message(String subject) {
        try (MessageDraft draft = inbox().createMessage(false)) {
            var _ = draft.set(List.of(new PropertyValue(Tags.SUBJECT, new Value.Text(subject))));
            return draft.save(MessageDraft.SaveMode.NORMAL).id();
        }
    }

    private TableEvent toldOnce(int handle) {
        List<RopNotify.Response> told = told();
        assertThat(told).hasSize(1).allMatch(each -> each.notificationHandle() == handle);
        return event(told.getFirst());
    }

    @Test
    void softlyDeletedMessagesAndFoldersComeAsRows() { // [MS-OXCNOTIF] 3.1.4.3
        ObjectId first = message("first");
        ObjectId second = message("second");
        int messages = table(new RopGetContentsTable.Request(0, 0, 1, SOFT_DELETES));
        inbox().deleteMessages(List.of(first), false);
        assertThat(toldOnce(messages)).isInstanceOfSatisfying(TableEvent.RowAdded.class, added ->
                assertThat(added.id().messageId()).isEqualTo(first));
        inbox().deleteMessages(List.of(second), true);
        assertThat(toldOnce(messages)).as("it may have been there or not").isEqualTo(new TableEvent.Changed());
    }

    @Test
    void softlyDeletedFoldersComeAsRows() { // [MS-OXCNOTIF] 3.1.4.3
        ObjectId made = otherMakes("made");
        int folders = table(new RopGetHierarchyTable.Request(0, 0, 1, SOFT_DELETES));
        inbox().deleteFolder(made, Set.of(Folder.DeleteFlag.FOLDERS));
        assertThat(toldOnce(folders)).isInstanceOfSatisfying(TableEvent.RowAdded.class, added ->
                assertThat(added.id().folderId()).isEqualTo(made));
    }
}
