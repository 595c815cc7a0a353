package org.gatehouse.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.RecipientRow;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.ModifyRecipientRow;
import org.gatehouse.mapi.rop.RopCommitStream;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopHardDeleteMessages;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopModifyRecipients;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopOpenMessage;
import org.gatehouse.mapi.rop.RopOpenStream;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopRelease;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopSaveChangesMessage;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.mapi.rop.RopSubmitMessage;
import org.gatehouse.mapi.rop.RopWriteStream;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// A person's mailbox, or public folders, over a [MapiSession]: the few things that the tour and the load generator do.
public final class MailboxClient {
    private static final int ROWS_MAX = 50;
    private static final int PUBLIC_TREE = 1;
    private static final int DELETED_AT_ONCE = 100;
    private static final int INBOX = 4;
    private static final int OUTBOX = 5;
    private static final int SENT_ITEMS = 6;
    private static final int RECIPIENT_TO = 1;
    private static final int CODE_PAGE_OF_LOGON = 0x0fff;
    private static final int SAVE_KEEP_OPEN = 0x0a;
    private static final int BEST_ACCESS = 3;
    private static final int STREAM_READ = 0;
    private static final int STREAM_CREATE = 2;
    private static final int PIECE = 30_000;

    private final MapiSession session;
    private final int logon;
    private final List<ObjectId> folders;

    private MailboxClient(MapiSession session, int logon, List<ObjectId> folders) {
        this.session = session;
        this.logon = logon;
        this.folders = folders;
    }

    /// Logs on to the session's own mailbox.
    public static MailboxClient logon(MapiSession session) throws IOException {
        MapiSession.Logon logon = session.logon(session.userDn());
        if (!(logon.response() instanceof RopLogon.MailboxResponse mailbox)) {
            throw new IOException("the private logon was answered by " + logon.response());
        }
        return new MailboxClient(session, logon.handle(), mailbox.folderIds());
    }

    /// Logs on to public folders.
    public static MailboxClient publicFolders(MapiSession session) throws IOException {
        MapiSession.Logon logon = session.logon("");
        if (!(logon.response() instanceof RopLogon.PublicResponse folders)) {
            throw new IOException("the public logon was answered by " + logon.response());
        }
        return new MailboxClient(session, logon.handle(), folders.folderIds());
    }

    /// Where people's own public folders are.
    public ObjectId publicTree() {
        return folders.get(PUBLIC_TREE);
    }

    public ObjectId inbox() {
        return folders.get(INBOX);
    }

    public ObjectId outbox() {
        return folders.get(OUTBOX);
    }

    public ObjectId sentItems() {
        return folders.get(SENT_ITEMS);
    }

    /// Rows of a folder's messages from the first on, at most fifty.
    public List<PropertyRow> list(ObjectId folder, List<PropertyTag> columns) throws IOException {
        return list(folder, columns, ROWS_MAX);
    }

    /// Rows of a folder's messages from the first on, in as many calls as it takes.
    ///
    /// @param max how many at most
    public List<PropertyRow> list(ObjectId folder, List<PropertyTag> columns, int max) throws IOException {
        int opened = session.open(new RopOpenFolder.Request(0, 0, 1, folder, 0), logon);
        int table = session.open(new RopGetContentsTable.Request(0, 0, 1, 0), opened);
        session.one(new RopSetColumns.Request(0, 0, 0, columns), List.of(table), List.of());
        var all = new ArrayList<PropertyRow>();
        List<PropertyRow> some;
        do {
            int wanted = Math.min(ROWS_MAX, max - all.size());
            var rows = (RopQueryRows.Response) session.one(new RopQueryRows.Request(0, 0, 0, true, wanted),
                    List.of(table), columns);
            some = rows.rows().read(columns);
            all.addAll(some);
        } while (!some.isEmpty() && all.size() < max);
        release(table);
        release(opened);
        return all;
    }

    /// Saves a message and gives its id.
    public ObjectId save(ObjectId folder, List<PropertyValue> properties) throws IOException {
        int message = create(folder, properties);
        ObjectId id = saveChanges(message);
        release(message);
        return id;
    }

    /// Saves a message of which one value is long, and gives its id.
    public ObjectId save(ObjectId folder, List<PropertyValue> properties, PropertyTag tag, Bytes value)
            throws IOException {
        int message = create(folder, properties);
        int stream = session.open(new RopOpenStream.Request(0, 0, 1, tag, STREAM_CREATE), message);
        for (int at = 0; at < value.length(); at += PIECE) {
            session.one(new RopWriteStream.Request(0, 0, value.slice(at, Math.min(value.length(), at + PIECE))),
                    List.of(stream), List.of());
        }
        session.one(new RopCommitStream.Request(0, 0), List.of(stream), List.of());
        release(stream);
        ObjectId id = saveChanges(message);
        release(message);
        return id;
    }

    /// Deletes messages of a folder for good.
    public void delete(ObjectId folder, List<ObjectId> messages) throws IOException {
        int opened = session.open(new RopOpenFolder.Request(0, 0, 1, folder, 0), logon);
        for (int at = 0; at < messages.size(); at += DELETED_AT_ONCE) {
            session.one(new RopHardDeleteMessages.Request(0, 0, false, false,
                    messages.subList(at, Math.min(messages.size(), at + DELETED_AT_ONCE))), List.of(opened), List.of());
        }
        release(opened);
    }

    /// A long value of a message.
    public Bytes read(ObjectId folder, ObjectId message, PropertyTag tag) throws IOException {
        var whole = new ByteWriter();
        read(folder, message, tag, whole::bytes);
        return whole.takeBytes();
    }

    /// The same piece by piece, each as much as one call gives.
    public void read(ObjectId folder, ObjectId message, PropertyTag tag, Consumer<Bytes> taker) throws IOException {
        int opened = session.open(new RopOpenMessage.Request(0, 0, 1, CODE_PAGE_OF_LOGON, folder, 0, message), logon);
        int stream = session.open(new RopOpenStream.Request(0, 0, 1, tag, STREAM_READ), opened);
        for (Bytes piece = session.readOn(stream); !piece.isEmpty(); piece = session.readOn(stream)) {
            taker.accept(piece);
        }
        release(stream);
        release(opened);
    }

    /// Writes a message to one recipient of the organisation and submits it.
    public void send(String recipientDn, String subject, String body) throws IOException {
        int message = create(outbox(), List.of(text(Tags.MESSAGE_CLASS, "IPM.Note"), text(Tags.SUBJECT, subject),
                text(Tags.BODY, body), new PropertyValue(Tags.SENT_MAIL_SVR_EID, folderServerId(sentItems()))));
        var to = new RecipientRow(0, true, new RecipientRow.Address.X500(0, 0, recipientDn), null, null, null, null,
                PropertyRow.of());
        session.one(new RopModifyRecipients.Request(0, 0, List.of(),
                List.of(new ModifyRecipientRow(0, RECIPIENT_TO, to))), List.of(message), List.of());
        saveChanges(message);
        session.one(new RopSubmitMessage.Request(0, 0, 0), List.of(message), List.of());
        release(message);
    }

    /// Where the sent copy goes: a ServerId that names a folder ([MS-OXCDATA] 2.11.1.4).
    private static Value.ServerId folderServerId(ObjectId folder) {
        return new Value.ServerId(new ByteWriter().u8(1).i64(folder.wire()).i64(0).i32(0).toBytes());
    }

    /// Some properties of a message.
    public PropertyRow read(ObjectId folder, ObjectId message, List<PropertyTag> tags) throws IOException {
        int opened = session.open(new RopOpenMessage.Request(0, 0, 1, CODE_PAGE_OF_LOGON, folder, BEST_ACCESS, message),
                logon);
        PropertyRow row = properties(opened, tags);
        release(opened);
        return row;
    }

    /// One property of the mailbox itself: the smallest whole request there is.
    public PropertyRow readStore(List<PropertyTag> tags) throws IOException {
        return properties(logon, tags);
    }

    /// The text in a cell, or empty.
    public static String text(Cell cell) {
        return cell instanceof Cell.Present(Value.Text(String text)) ? text : "";
    }

    public static PropertyValue text(PropertyTag tag, String text) {
        return new PropertyValue(tag, new Value.Text(text));
    }

    private PropertyRow properties(int object, List<PropertyTag> tags) throws IOException {
        return ((RopGetPropertiesSpecific.Response) session.one(
                new RopGetPropertiesSpecific.Request(0, 0, 0, true, tags), List.of(object), tags)).row();
    }

    private int create(ObjectId folder, List<PropertyValue> properties) throws IOException {
        int message = session.open(new RopCreateMessage.Request(0, 0, 1, CODE_PAGE_OF_LOGON, folder, false), logon);
        session.one(new RopSetProperties.Request(0, 0, properties), List.of(message), List.of());
        return message;
    }

    private ObjectId saveChanges(int message) throws IOException {
        return ((RopSaveChangesMessage.Response) session.one(
                new RopSaveChangesMessage.Request(0, 0, 0, SAVE_KEEP_OPEN), List.of(message), List.of())).messageId();
    }

    private void release(int object) throws IOException {
        var requests = new ArrayList<RopRequest>();
        requests.add(new RopRelease.Request(0, 0));
        session.execute(requests, List.of(object), List.of());
    }
}
