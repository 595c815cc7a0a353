package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// What an event tells ([MS-OXCNOTIF] 2.2.1.4.1.2): which fields there are follows from its kind.
///
/// Where a message id is nullable, none means that the event is about a folder. `inSearchFolder` says that a message
/// was found in a search folder, which then is its parent; for folders it is false.
public sealed interface Notification {
    int NEW_MAIL = 0x0002;
    int CREATED = 0x0004;
    int DELETED = 0x0008;
    int MODIFIED = 0x0010;
    int MOVED = 0x0020;
    int COPIED = 0x0040;
    int SEARCH_COMPLETED = 0x0080;
    int TABLE_MODIFIED = 0x0100;

    /// A message has been delivered. `unicode` chooses the form of the class, as the client's mode demands.
    record NewMail(ObjectId folderId, ObjectId messageId, int messageFlags, boolean unicode, String messageClass)
            implements Notification {}

    /// @param parentFolderId of a folder, or the search folder of a message; else none
    /// @param tags properties that the object was created with
    record Created(ObjectId folderId, @Nullable ObjectId messageId, boolean inSearchFolder,
            @Nullable ObjectId parentFolderId, ChangedTags tags) implements Notification {}

    record Deleted(ObjectId folderId, @Nullable ObjectId messageId, boolean inSearchFolder,
            @Nullable ObjectId parentFolderId) implements Notification {}

    /// @param totalCount messages of the folder when that number changed
    /// @param unreadCount unread messages of the folder when that number changed
    record Modified(ObjectId folderId, @Nullable ObjectId messageId, boolean inSearchFolder, ChangedTags tags,
            @Nullable Integer totalCount, @Nullable Integer unreadCount) implements Notification {}

    /// A move, or with `copied` a copy.
    ///
    /// @param oldParentFolderId of a folder; none for messages
    record Moved(boolean copied, ObjectId folderId, @Nullable ObjectId messageId, boolean inSearchFolder,
            @Nullable ObjectId parentFolderId, ObjectId oldFolderId, @Nullable ObjectId oldMessageId,
            @Nullable ObjectId oldParentFolderId) implements Notification {}

    record SearchCompleted(ObjectId folderId) implements Notification {}

    /// An event on a table that the client has open. `contents` says that rows are messages, else folders.
    record TableModified(boolean contents, boolean inSearchFolder, TableEvent event) implements Notification {}

    /// Tags that an event names.
    ///
    /// @param all every property may have changed (a count of 0xffff)
    record ChangedTags(boolean all, List<PropertyTag> tags) {
        public static final ChangedTags NONE = new ChangedTags(false, List.of());

        public ChangedTags {
            tags = List.copyOf(tags);
        }
    }

    /// The row of a table: message and instance are there in contents tables only.
    record RowId(ObjectId folderId, @Nullable ObjectId messageId, int instance) {
        static final RowId NONE = new RowId(new ObjectId(0, 0), null, 0);

        /// Before the first row: what a row at the top of a hierarchy table is inserted after.
        public static RowId noFolder() {
            return NONE;
        }

        /// Before the first row of a contents table.
        public static RowId noMessage() {
            return new RowId(NONE.folderId, NONE.folderId, 0);
        }
    }

    sealed interface TableEvent {
        /// So much has changed that the client has to read the table again.
        record Changed() implements TableEvent {}

        /// @param row a PropertyRow of the table's columns
        record RowAdded(RowId id, RowId insertAfter, Bytes row) implements TableEvent {}

        record RowDeleted(RowId id) implements TableEvent {}

        record RowModified(RowId id, RowId insertAfter, Bytes row) implements TableEvent {}

        record RestrictionChanged() implements TableEvent {}
    }

    static Notification read(ByteReader in) {
        return NotificationCodec.read(in);
    }

    default void write(ByteWriter out) {
        NotificationCodec.write(this, out);
    }
}
