package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopCreateAttachment;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopGetAttachmentTable;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetHierarchyTable;
import org.gatehouse.mapi.rop.RopGetPermissionsTable;
import org.gatehouse.mapi.rop.RopId;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopOpenStream;
import org.gatehouse.mapi.rop.RopRelease;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSetProperties;

/// Ann, logged on to her mailbox and to the public folders, with an object of each kind to try an operation on.
final class Stage implements AutoCloseable {
    static final int NONE = 0xffff_ffff;
    static final List<PropertyTag> COLUMNS = EveryRop.TAGS;
    private static final int PUBLIC_LOGON = 1;

    /// What an operation is called on.
    enum Kind { LOGON, PUBLIC, PUBLIC_FOLDER, ROOT, FOLDER, SEARCH, MESSAGE, ATTACHMENT, CONTENTS, BARE, HIERARCHY,
        ATTACHMENTS, PERMISSIONS, STREAM, NOTHING }

    final Workplace place;
    final EmsmdbClient ann;
    final int logon;
    final int publicLogon;
    final ObjectId root;
    final ObjectId inbox;
    final ObjectId work;
    final ObjectId search;
    final ObjectId publicFolder;
    final ObjectId message;
    final LongTermId longTerm;

    Stage(Path folder) {
        place = new Workplace(folder);
        place.directory.setPublicFolders(Workplace.PUBLIC, Workplace.SERVER_DN);
        ann = new EmsmdbClient(place.service(true, true), place.group, TestDirectory.identity("ann"),
                AuthLevel.PRIVACY);
        ann.connect(place.ann.legacyDn());
        var reply = ann.rops(List.of(NONE, NONE), List.of(), Workplace.privateLogon(place.ann.legacyDn()),
                new RopLogon.Request(PUBLIC_LOGON, 1, 0, RopLogon.PUBLIC, 0, ""));
        var store = reply.get(0, RopLogon.MailboxResponse.class);
        logon = reply.handles().get(0);
        publicLogon = reply.handles().get(1);
        root = store.folderIds().get(0);
        inbox = store.folderIds().get(4);
        publicFolder = reply.get(1, RopLogon.PublicResponse.class).folderIds().get(1);
        ObjectId subtree = store.folderIds().get(3);
        work = folder(subtree, "Work", 1);
        search = folder(store.folderIds().get(10), "Found", 2);
        longTerm = new LongTermId(store.replicaGuid(), work.counter());
        message = save(work);
    }

    ObjectId folder(ObjectId parent, String name, int type) {
        return ann.rops(List.of(logon, NONE, NONE), List.of(), new RopOpenFolder.Request(0, 0, 1, parent, 0),
                new RopCreateFolder.Request(0, 1, 2, type, false, 0, new Value.Text(name), new Value.Text("")),
                new RopRelease.Request(0, 1), new RopRelease.Request(0, 2))
                .get(1, RopCreateFolder.Response.class).folderId();
    }

    ObjectId save(ObjectId in) {
        return ann.rops(List.of(logon, NONE), List.of(), new RopCreateMessage.Request(0, 0, 1, 0xfff, in, false),
                new RopSetProperties.Request(0, 1, List.of(new PropertyValue(Tags.SUBJECT, new Value.Text("s")),
                        new PropertyValue(Tags.BODY, new Value.Text("body")))),
                new RopSaveChangesMessage.Request(0, 1, 1, 0), new RopRelease.Request(0, 1))
                .get(2, RopSaveChangesMessage.Response.class).messageId();
    }

    /// Which logon the requests on such an object belong to.
    static int logonOf(Kind kind) {
        return kind == Kind.PUBLIC || kind == Kind.PUBLIC_FOLDER ? PUBLIC_LOGON : 0;
    }

    EveryRop.Slots slots(Kind kind) {
        return new EveryRop.Slots(logonOf(kind), 0, 1, 2, kind == Kind.PUBLIC ? publicFolder : work, message, longTerm);
    }

    /// The error of one operation on an object of a kind: at index 0, with an empty slot 1 and a folder at 2.
    int error(Kind kind, RopRequest... requests) {
        var opened = new ArrayList<Integer>();
        int handle = open(kind, opened);
        int other = opened(opened, logon, new RopOpenFolder.Request(0, 0, 1, inbox, 0));
        var reply = ann.rops(List.of(handle, NONE, other), COLUMNS, requests);
        int error = reply.responses().getLast().returnValue();
        int made = reply.handles().get(1);
        if (made != NONE && made != logon) {
            opened.add(made);
        }
        opened.forEach(each -> ann.rops(List.of(each), List.of(), new RopRelease.Request(0, 0)));
        return error;
    }

    int error(Kind kind, RopId operation) {
        return error(kind, EveryRop.request(operation, slots(kind)));
    }

    private int opened(List<Integer> opened, int parent, RopRequest request) {
        var reply = ann.rops(List.of(parent, NONE), List.of(), request);
        assertThat(reply.responses().getFirst().returnValue()).as("%s", request).isZero();
        opened.add(reply.handles().get(1));
        return reply.handles().get(1);
    }

    private int open(Kind kind, List<Integer> opened) {
        return switch (kind) {
            case NOTHING -> NONE;
            case LOGON -> logon;
            case PUBLIC -> publicLogon;
            case PUBLIC_FOLDER -> opened(opened, publicLogon,
                    new RopOpenFolder.Request(PUBLIC_LOGON, 0, 1, publicFolder, 0));
            case ROOT -> opened(opened, logon, new RopOpenFolder.Request(0, 0, 1, root, 0));
            case FOLDER -> opened(opened, logon, new RopOpenFolder.Request(0, 0, 1, work, 0));
            case SEARCH -> opened(opened, logon, new RopOpenFolder.Request(0, 0, 1, search, 0));
            case MESSAGE -> opened(opened, logon, new RopCreateMessage.Request(0, 0, 1, 0xfff, work, false));
            case ATTACHMENT -> opened(opened, open(Kind.MESSAGE, opened), new RopCreateAttachment.Request(0, 0, 1));
            case BARE -> opened(opened, open(Kind.FOLDER, opened), new RopGetContentsTable.Request(0, 0, 1, 0));
            case CONTENTS -> columns(open(Kind.BARE, opened));
            case HIERARCHY -> columns(opened(opened, open(Kind.ROOT, opened),
                    new RopGetHierarchyTable.Request(0, 0, 1, 0)));
            case ATTACHMENTS -> columns(opened(opened, open(Kind.MESSAGE, opened),
                    new RopGetAttachmentTable.Request(0, 0, 1, 0)));
            case PERMISSIONS -> columns(opened(opened, open(Kind.FOLDER, opened),
                    new RopGetPermissionsTable.Request(0, 0, 1, 0)));
            case STREAM -> opened(opened, open(Kind.MESSAGE, opened),
                    new RopOpenStream.Request(0, 0, 1, Tags.BODY, 2));
        };
    }

    private int columns(int table) {
        assertThat(ann.rops(List.of(table), List.of(), new RopSetColumns.Request(0, 0, 0, COLUMNS)).responses()
                .getFirst().returnValue()).isZero();
        return table;
    }

    @Override
    public void close() {
        place.close();
    }
}
