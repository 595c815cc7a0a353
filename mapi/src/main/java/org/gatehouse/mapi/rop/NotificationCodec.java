package org.gatehouse.mapi.rop;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.rop.Notification.ChangedTags;
import org.gatehouse.mapi.rop.Notification.Created;
import org.gatehouse.mapi.rop.Notification.Deleted;
import org.gatehouse.mapi.rop.Notification.Modified;
import org.gatehouse.mapi.rop.Notification.Moved;
import org.gatehouse.mapi.rop.Notification.NewMail;
import org.gatehouse.mapi.rop.Notification.RowId;
import org.gatehouse.mapi.rop.Notification.SearchCompleted;
import org.gatehouse.mapi.rop.Notification.TableEvent;
import org.gatehouse.mapi.rop.Notification.TableModified;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/// NotificationData on the wire ([MS-OXCNOTIF] 2.2.1.4.1.2).
final class NotificationCodec {
    private static final int TYPE_MASK = 0x0fff;
    private static final int TOTAL = 0x1000;
    private static final int UNREAD = 0x2000;
    private static final int SEARCH = 0x4000;
    private static final int MESSAGE = 0x8000;
    private static final int ALL_TAGS = 0xffff;

    private static final int TABLE_CHANGED = 0x0001;
    private static final int ROW_ADDED = 0x0003;
    private static final int ROW_DELETED = 0x0004;
    private static final int ROW_MODIFIED = 0x0005;
    private static final int RESTRICTION_CHANGED = 0x0007;

    private NotificationCodec() {}

    static Notification read(ByteReader in) {
        int flags = in.u16();
        boolean message = (flags & MESSAGE) != 0;
        boolean search = (flags & SEARCH) != 0;
        if (search && !message) { // [MS-OXCNOTIF] 2.2.1.4.1.2: S only together with M
            throw new MalformedException("search folder event without a message");
        }
        int type = flags & TYPE_MASK;
        if (type == Notification.TABLE_MODIFIED) {
            return new TableModified(message, search, readTableEvent(in, message));
        }
        ObjectId folder = Fields.objectId(in);
        ObjectId id = message ? Fields.objectId(in) : null;
        return switch (type) {
            case Notification.NEW_MAIL -> readNewMail(in, folder, id);
            case Notification.CREATED -> new Created(folder, id, search, readParent(in, message, search), readTags(in));
            case Notification.DELETED -> new Deleted(folder, id, search, readParent(in, message, search));
            case Notification.MODIFIED -> new Modified(folder, id, search, readTags(in),
                    (flags & TOTAL) != 0 ? Integer.valueOf(in.i32()) : null,
                    (flags & UNREAD) != 0 ? Integer.valueOf(in.i32()) : null);
            case Notification.MOVED, Notification.COPIED -> new Moved(type == Notification.COPIED, folder, id, search,
                    readParent(in, message, search), Fields.objectId(in), message ? Fields.objectId(in) : null,
                    message ? null : Fields.objectId(in));
            case Notification.SEARCH_COMPLETED -> new SearchCompleted(folder);
            default -> throw new MalformedException("NotificationType");
        };
    }

    private static NewMail readNewMail(ByteReader in, ObjectId folder, @Nullable ObjectId message) {
        if (message == null) {
            throw new MalformedException("new mail without a message");
        }
        int messageFlags = in.i32();
        boolean unicode = in.u8() != 0;
        return new NewMail(folder, message, messageFlags, unicode,
                unicode ? in.utf16Terminated() : in.terminated(StandardCharsets.ISO_8859_1));
    }

    /// A parent is sent for messages in search folders, and for folders.
    private static @Nullable ObjectId readParent(ByteReader in, boolean message, boolean search) {
        return message == search ? Fields.objectId(in) : null;
    }

    private static ChangedTags readTags(ByteReader in) {
        int count = in.u16();
        return count == ALL_TAGS ? new ChangedTags(true, List.of())
                : new ChangedTags(false, in.list(count, Integer.BYTES, PropertyTag::read));
    }

    private static TableEvent readTableEvent(ByteReader in, boolean contents) {
        return switch (in.u16()) {
            case TABLE_CHANGED -> new TableEvent.Changed();
            case ROW_ADDED ->
                new TableEvent.RowAdded(readRowId(in, contents), readRowId(in, contents), in.blob(in.u16()));
            case ROW_DELETED -> new TableEvent.RowDeleted(readRowId(in, contents));
            case ROW_MODIFIED ->
                new TableEvent.RowModified(readRowId(in, contents), readRowId(in, contents), in.blob(in.u16()));
            case RESTRICTION_CHANGED -> new TableEvent.RestrictionChanged();
            default -> throw new MalformedException("TableEventType");
        };
    }

    private static RowId readRowId(ByteReader in, boolean contents) {
        return new RowId(Fields.objectId(in), contents ? Fields.objectId(in) : null, contents ? in.i32() : 0);
    }

    static void write(Notification notification, ByteWriter out) {
        switch (notification) {
            case NewMail mail -> {
                head(out, Notification.NEW_MAIL, mail.folderId(), mail.messageId(), false);
                out.i32(mail.messageFlags()).u8(mail.unicode() ? 1 : 0);
                if (mail.unicode()) {
                    out.utf16Terminated(mail.messageClass());
                } else {
                    out.terminated(mail.messageClass(), StandardCharsets.ISO_8859_1);
                }
            }
            case Created created -> {
                head(out, Notification.CREATED, created.folderId(), created.messageId(), created.inSearchFolder());
                write(created.parentFolderId(), created.messageId() == null || created.inSearchFolder(), out);
                write(created.tags(), out);
            }
            case Deleted deleted -> {
                head(out, Notification.DELETED, deleted.folderId(), deleted.messageId(), deleted.inSearchFolder());
                write(deleted.parentFolderId(), deleted.messageId() == null || deleted.inSearchFolder(), out);
            }
            case Modified modified -> writeModified(modified, out);
            case Moved moved -> {
                head(out, moved.copied() ? Notification.COPIED : Notification.MOVED, moved.folderId(),
                        moved.messageId(), moved.inSearchFolder());
                write(moved.parentFolderId(), moved.messageId() == null || moved.inSearchFolder(), out);
                out.i64(moved.oldFolderId().wire());
                write(moved.oldMessageId(), moved.messageId() != null, out);
                write(moved.oldParentFolderId(), moved.messageId() == null, out);
            }
            case SearchCompleted done -> head(out, Notification.SEARCH_COMPLETED, done.folderId(), null, false);
            case TableModified table -> {
                out.u16(Notification.TABLE_MODIFIED | (table.contents() ? MESSAGE : 0)
                        | (table.inSearchFolder() ? SEARCH : 0));
                writeTableEvent(table.event(), table.contents(), out);
            }
        }
    }

    private static void writeModified(Modified modified, ByteWriter out) {
        int counts = (modified.totalCount() != null ? TOTAL : 0) | (modified.unreadCount() != null ? UNREAD : 0);
        head(out, Notification.MODIFIED | counts, modified.folderId(), modified.messageId(),
                modified.inSearchFolder());
        write(modified.tags(), out);
        if (modified.totalCount() != null) {
            out.i32(modified.totalCount());
        }
        if (modified.unreadCount() != null) {
            out.i32(modified.unreadCount());
        }
    }

    private static void head(ByteWriter out, int flags, ObjectId folder, @Nullable ObjectId message, boolean search) {
        out.u16(flags | (message != null ? MESSAGE : 0) | (search ? SEARCH : 0)).i64(folder.wire());
        if (message != null) {
            out.i64(message.wire());
        }
    }

    /// Writes a field that the flags announce; a missing one is our own mistake.
    private static void write(@Nullable ObjectId id, boolean announced, ByteWriter out) {
        if (announced != (id != null)) {
            throw new IllegalArgumentException("a notification whose ids do not fit its kind");
        }
        if (id != null) {
            out.i64(id.wire());
        }
    }

    private static void write(ChangedTags tags, ByteWriter out) {
        if (tags.all()) {
            out.u16(ALL_TAGS);
        } else {
            PropertyTag.writeCounted(tags.tags(), out);
        }
    }

    private static void writeTableEvent(TableEvent event, boolean contents, ByteWriter out) {
        switch (event) {
            case TableEvent.Changed _ -> out.u16(TABLE_CHANGED);
            case TableEvent.RowAdded added -> {
                write(added.id(), contents, out.u16(ROW_ADDED));
                write(added.insertAfter(), contents, out);
                Fields.writeBlob(added.row(), out);
            }
            case TableEvent.RowDeleted deleted -> write(deleted.id(), contents, out.u16(ROW_DELETED));
            case TableEvent.RowModified modified -> {
                write(modified.id(), contents, out.u16(ROW_MODIFIED));
                write(modified.insertAfter(), contents, out);
                Fields.writeBlob(modified.row(), out);
            }
            case TableEvent.RestrictionChanged _ -> out.u16(RESTRICTION_CHANGED);
        }
    }

    private static void write(RowId row, boolean contents, ByteWriter out) {
        out.i64(row.folderId().wire());
        write(row.messageId(), contents, out);
        if (contents) {
            out.i32(row.instance());
        }
    }
}
