package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gatehouse.access.emsmdb.AccessDirectory.User;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.store.Folder;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.MessageDraft.AttachmentDraft;
import org.gatehouse.store.PropertyObject;
import org.gatehouse.store.Table;
import org.gatehouse.store.ValueStream;
import org.jspecify.annotations.Nullable;

/// What a handle stands for ([MS-OXCROPS] 1.3.1). Used under the session's turn.
sealed interface ServerObject {
    /// The logon it was opened from.
    Logon logon();

    /// Gives back what it holds; called once, when its handle goes.
    default void release() {}

    /// An object with properties.
    sealed interface WithProperties extends ServerObject {
        PropertyObject properties();
    }

    /// @param owner whose mailbox it is; of public folders, the connected user
    /// @param isPrivate a mailbox, not public folders
    /// @param locale of the session
    record Logon(int id, MailboxSession mailbox, User owner, boolean isPrivate, SessionLocale locale)
            implements WithProperties {
        @Override
        public Logon logon() {
            return this;
        }

        @Override
        public PropertyObject properties() {
            return isPrivate ? new LogonProperties(mailbox.store(), locale) : mailbox.store();
        }

        @Override
        public void release() {
            mailbox.close();
        }
    }

    record FolderObject(Logon logon, Folder folder) implements WithProperties {
        @Override
        public PropertyObject properties() {
            return folder;
        }
    }

    /// @param isEmbedded inside an attachment
    record MessageObject(Logon logon, MessageDraft draft, boolean isEmbedded) implements WithProperties {
        @Override
        public PropertyObject properties() {
            return draft;
        }
    }

    record AttachmentObject(Logon logon, AttachmentDraft draft, MessageObject message) implements WithProperties {
        @Override
        public PropertyObject properties() {
            return draft;
        }
    }

    /// A table with the client's columns ([MS-OXCTABL] 3.2.1).
    final class TableObject implements ServerObject {
        private final Logon logon;
        private final Table table;
        private final Kind kind;
        private List<PropertyTag> columns = List.of();
        private @Nullable Runnable unsubscribe;

        TableObject(Logon logon, Table table, Kind kind) {
            this.logon = logon;
            this.table = table;
            this.kind = kind;
        }

        enum Kind { HIERARCHY, CONTENTS, ATTACHMENTS, PERMISSIONS }

        @Override
        public Logon logon() {
            return logon;
        }

        Table table() {
            return table;
        }

        Kind kind() {
            return kind;
        }

        List<PropertyTag> columns() {
            return columns;
        }

        void setColumns(List<PropertyTag> chosen) {
            columns = List.copyOf(chosen);
        }

        void onRelease(Runnable action) {
            unsubscribe = action;
        }

        @Override
        public void release() {
            if (unsubscribe != null) {
                unsubscribe.run();
            }
            table.close();
        }
    }

    /// One value with a place in it ([MS-OXCPRPT] 3.2.5.14).
    final class StreamObject implements ServerObject {
        private final Logon logon;
        private final ValueStream stream;
        private final boolean writable;
        private final boolean commitOnRelease;
        private long position;
        private boolean changed;

        StreamObject(Logon logon, ValueStream stream, boolean writable, boolean commitOnRelease) {
            this.logon = logon;
            this.stream = stream;
            this.writable = writable;
            this.commitOnRelease = commitOnRelease;
        }

        @Override
        public Logon logon() {
            return logon;
        }

        ValueStream stream() {
            return stream;
        }

        boolean isWritable() {
            return writable;
        }

        long position() {
            return position;
        }

        void moveTo(long target) {
            position = target;
        }

        void markChanged() {
            changed = true;
        }

        void commit() {
            stream.commit();
            changed = false;
        }

        /// What was written reaches the object when the client releases the stream ([MS-OXCPRPT] 3.2.5.15). A session
        /// that breaks away does not commit folders' streams half written.
        @Override
        public void release() {
            if (changed && commitOnRelease) {
                stream.commit();
            }
        }
    }

    /// A registration for events ([MS-OXCNOTIF] 3.1.4.3).
    record SubscriptionObject(Logon logon, Runnable unsubscribe) implements ServerObject {
        @Override
        public void release() {
            unsubscribe.run();
        }
    }

    /// Names, for messages in logs.
    default String kindName() {
        return switch (this) {
            case Logon _ -> "logon";
            case FolderObject _ -> "folder";
            case MessageObject _ -> "message";
            case AttachmentObject _ -> "attachment";
            case TableObject _ -> "table";
            case StreamObject _ -> "stream";
            case SubscriptionObject _ -> "subscription";
        };
    }

    /// Tags that appear once, for copies that leave some out.
    static List<PropertyTag> without(List<PropertyTag> tags, List<PropertyTag> excluded) {
        Set<Integer> ids = new HashSet<>();
        excluded.forEach(tag -> ids.add(tag.id()));
        var kept = new ArrayList<PropertyTag>();
        for (PropertyTag tag : tags) {
            if (!ids.contains(tag.id())) {
                kept.add(tag);
            }
        }
        return kept;
    }
}
