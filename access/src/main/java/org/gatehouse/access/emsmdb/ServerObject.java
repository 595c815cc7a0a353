package org.gatehouse.access.emsmdb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
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

    /// The same when the session broke away, instead of its client releasing it.
    default void abandon() {
        release();
    }

    /// An object with properties.
    sealed interface WithProperties extends ServerObject {
        PropertyObject properties();
    }

    /// @param owner whose mailbox it is; of public folders, the connected user
    /// @param isPrivate a mailbox, not public folders
    /// @param locale its languages
    /// @param isMessaging whether messages are sent from here ([MS-OXCSTOR] 2.2.1.1.1, NO_MAIL)
    /// @param isMarkedByAndBy whether RopSetReadFlags may be answered before it is done (the same, SUPPORT_PROGRESS)
    /// @param perUser read state under way
    /// @param database that the mailbox is in
    record Logon(int id, MailboxSession mailbox, User owner, boolean isPrivate, boolean isMessaging,
            boolean isMarkedByAndBy, LogonLocale locale, AccessDirectory.Quotas quotas, PerUserTransfer perUser,
            UUID database, Instant since)
            implements WithProperties {
        @Override
        public Logon logon() {
            return this;
        }

        @Override
        public PropertyObject properties() {
            return isPrivate ? new LogonProperties(mailbox.store(), locale, quotas) : mailbox.store();
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

        @Override
        public void release() {
            draft.close();
        }
    }

    record AttachmentObject(Logon logon, AttachmentDraft draft, MessageObject message) implements WithProperties {
        @Override
        public PropertyObject properties() {
            return draft;
        }

        @Override
        public void release() {
            draft.close();
        }
    }

    /// A table with the client's columns ([MS-OXCTABL] 3.2.1).
    final class TableObject implements ServerObject {
        private final Logon logon;
        private final Table table;
        private final Kind kind;
        private List<PropertyTag> columns = List.of();
        private @Nullable TableWatch watch;

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

        void watchWith(TableWatch chosen) {
            watch = chosen;
        }

        /// Null when the client wants no notifications of it.
        @Nullable TableWatch watch() {
            return watch;
        }

        @Override
        public void release() {
            if (watch != null) {
                watch.end();
            }
            table.close();
        }
    }

    /// One value with a place in it ([MS-OXCPRPT] 3.2.5.14).
    final class StreamObject implements ServerObject {
        private final Logon logon;
        private final Opened opened;
        private long position;

        /// What a stream and its clones share ([MS-OXCPRPT] 3.2.5.23).
        private static final class Opened {
            private final WithProperties object;
            private final PropertyTag tag;
            private final ValueStream stream;
            private final boolean writable;
            private final int session;
            private final StreamLocks locks;
            private int handles;
            private boolean changed;
            private boolean lostLock;

            Opened(WithProperties object, PropertyTag tag, ValueStream stream, boolean writable, int session,
                    StreamLocks locks) {
                this.object = object;
                this.tag = tag;
                this.stream = stream;
                this.writable = writable;
                this.session = session;
                this.locks = locks;
            }
        }

        /// A value, for locks: the same for every stream on it, of whatever session.
        record ValueKey(Object object, int tag) {}

        StreamObject(WithProperties object, PropertyTag tag, ValueStream stream, boolean writable, int session,
                StreamLocks locks) {
            this(object.logon(), new Opened(object, tag, stream, writable, session, locks), 0);
        }

        private StreamObject(Logon logon, Opened opened, long position) {
            this.logon = logon;
            this.opened = opened;
            this.position = position;
            opened.handles++;
        }

        /// Another place in the same value.
        StreamObject copy() {
            return new StreamObject(logon, opened, position);
        }

        @Override
        public Logon logon() {
            return logon;
        }

        ValueStream stream() {
            return opened.stream;
        }

        boolean isWritable() {
            return opened.writable;
        }

        /// Of a folder or a store: its value is on disk once committed or released.
        boolean isImmediate() {
            return opened.object instanceof FolderObject || opened.object instanceof Logon;
        }

        /// Index of the session that opened it.
        int session() {
            return opened.session;
        }

        ValueKey value() {
            return new ValueKey(identity(opened.object), opened.tag.id());
        }

        private static Object identity(WithProperties object) {
            return switch (object) {
                case Logon logon -> logon.mailbox().mailboxGuid();
                case FolderObject folder -> List.of(folder.logon().mailbox().mailboxGuid(), folder.folder().id());
                case MessageObject message -> message.draft().id().<Object>map(id ->
                        List.of(message.logon().mailbox().mailboxGuid(), id)).orElse(message.draft());
                case AttachmentObject attachment -> List.of(identity(attachment.message()),
                        attachment.draft().number());
            };
        }

        boolean lostItsLock() {
            return opened.lostLock;
        }

        /// Its lock is another's now: what is not committed is discarded ([MS-OXCPRPT] 3.2.5.20).
        void loseLock() {
            opened.lostLock = true;
            opened.changed = false;
        }

        long position() {
            return position;
        }

        void moveTo(long target) {
            position = target;
        }

        void markChanged() {
            opened.changed = true;
        }

        void commit() {
            opened.stream.commit();
            opened.changed = false;
        }

        /// What was written to a folder's value is kept when its last stream is released ([MS-OXCPRPT] 3.2.5.13); a
        /// message's or attachment's is its value already.
        @Override
        public void release() {
            opened.locks.release(this);
            if (--opened.handles == 0 && opened.changed) {
                commit();
            }
        }

        /// A session that breaks away does not commit folders' streams half written.
        @Override
        public void abandon() {
            opened.locks.release(this);
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
