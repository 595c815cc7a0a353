package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// Copies and moves between mailboxes, or between a mailbox and public folders, of one database or of two
/// ([MS-OXCFOLD] 3.2.5.6 to 3.2.5.8). There is no transaction over both: what moves is on disk there before it is
/// deleted here, in one write, and only as it was copied. So a failure in between leaves it twice rather than nowhere,
/// and what others change or add meanwhile stays.
final class CrossStore {
    private final SqlMailboxSession from;
    private final SqlMailboxSession to;
    /// What was copied, by its id and with its change number.
    private final Map<Long, Long> messages = new HashMap<>();
    private final Set<Long> folders = new HashSet<>();

    CrossStore(SqlMailboxSession from, SqlMailboxSession to) {
        this.from = from;
        this.to = to;
    }

    /// True when some messages could not be copied or moved.
    boolean messages(Folder source, List<ObjectId> ids, Folder target, boolean move) {
        to.mayWrite();
        FolderRow room = to.mailbox().engine.read(sql -> to.access().require(sql, target.id().counter(),
                FolderRights.CREATE));
        if (room.type() == Folder.Type.SEARCH) {
            throw new MailboxException(ErrorCode.SEARCH_FOLDER, room.name() + " holds links only");
        }
        var copied = new ArrayList<Long>();
        for (ObjectId id : ids) {
            Optional<Taken> taken = take(source, id, move);
            if (taken.isPresent() && FolderAccess.takes(room, taken.get().row) && put(taken.get(), room.fid())) {
                copied.add(id.counter());
                messages.put(id.counter(), taken.get().row.cn());
            }
        }
        boolean leftHere = move && !copied.isEmpty() && remove(source, copied);
        return leftHere || copied.size() < ids.size();
    }

    /// Deletes what was copied and is still the same. True when some of it stayed.
    private boolean remove(Folder source, List<Long> copied) {
        from.mayWrite();
        return from.mailbox().engine.write(sql -> {
            var writer = new FolderWriter(from, sql);
            FolderRow here = writer.existing(source.id().counter());
            boolean stayed = false;
            for (long mid : copied) {
                Optional<FolderRow> folder = here.type() == Folder.Type.SEARCH ? writer.linked(here.fid(), mid)
                        : Optional.of(here);
                stayed |= folder.isEmpty() || !writer.messages().delete(folder.get().fid(), mid, row ->
                        isCopied(row.mid(), row.cn()) && from.access().mayDelete(folder.get(), row), true);
            }
            writer.finish();
            return stayed;
        });
    }

    private boolean isCopied(long mid, long cn) {
        return messages.getOrDefault(mid, -1L) == cn;
    }

    /// Whether a folder and all below it is as it was copied.
    private boolean isWholeCopied(Sql sql, long fid) throws SQLException {
        long mb = from.mailbox().mb;
        boolean same = folders.contains(fid) && sql.list(
                "SELECT mid, cn FROM message WHERE mb = ? AND fid = ? AND associated < ?",
                row -> isCopied(row.getLong(1), row.getLong(2)), mb, fid, MessageRow.DELETED).stream()
                .allMatch(copied -> copied);
        for (FolderRow child : same ? FolderRow.children(sql, from.mailbox(), fid) : List.<FolderRow>of()) {
            same &= isWholeCopied(sql, child.fid());
        }
        return same;
    }

    /// A message as it is carried over.
    private record Taken(MessageContents contents, MessageRow row) {}

    private record Read(MessageRow row, MessageParts parts) {}

    private Optional<Taken> take(Folder source, ObjectId id, boolean move) {
        Mailbox mailbox = from.mailbox();
        Optional<Read> read = mailbox.engine.read(sql -> {
            long mid = mailbox.number(id);
            Optional<MessageRow> row = MessageRow.find(sql, mailbox.mb, mid);
            boolean here = row.isPresent() && (row.get().fid() == source.id().counter()
                    || source.type() == Folder.Type.SEARCH && new FolderWriter(from, sql)
                            .linked(source.id().counter(), mid).isPresent());
            if (!here) {
                return Optional.empty();
            }
            int rights = from.access().rights(sql, row.get());
            int wanted = FolderRights.READ_ANY | (move ? FolderRights.DELETE_ANY : 0);
            return (rights & wanted) == wanted ? Optional.of(new Read(row.get(), row.get().parts(sql, mailbox.mb)))
                    : Optional.empty();
        });
        return read.map(each -> new Taken(DraftFiller.contents(mailbox, each.parts), each.row));
    }

    private boolean put(Taken taken, long fid) {
        Mailbox mailbox = to.mailbox();
        try {
            MessageParts parts = DraftFiller.parts(mailbox, taken.contents);
            if (!to.access().isFull()) {
                MessageRules.createdBy(parts.bag, to.caller());
            }
            var prepared = MessageWriter.prepare(parts, mailbox, taken.row.flags());
            return mailbox.engine.write(sql -> {
                to.quota().require(sql, prepared.bytes());
                var writer = new MessageWriter(mailbox, sql);
                var _ = writer.insert(prepared, fid, taken.row.associated(), StoreEvent.Kind.CREATED);
                writer.finish();
                return true;
            });
        } catch (MailboxException refused) {
            if (refused.error() == ErrorCode.NOT_FOUND || refused.error() == ErrorCode.QUOTA_EXCEEDED) {
                throw refused; // there is no room for all others either
            }
            return false;
        }
    }

    /// True when parts could not be copied.
    boolean folder(Folder source, Folder target, String newName, boolean recursive) {
        if (source.type() == Folder.Type.SEARCH) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "search folders stay in their mailbox");
        }
        String name = newName.isEmpty() ? text(source, Tags.DISPLAY_NAME) : newName;
        Folder made = target.createFolder(name, "", Folder.Type.GENERIC, false).folder();
        folders.add(source.id().counter());
        properties(source, made);
        boolean partial = messages(source, ids(source.contents(ContentsScope.MESSAGES)), made, false);
        partial |= messages(source, ids(source.contents(ContentsScope.ASSOCIATED)), made, false);
        if (recursive) {
            for (ObjectId child : ids(source.hierarchy(HierarchyScope.CHILDREN))) {
                Folder below = from.openFolder(child);
                boolean skipped = below.type() == Folder.Type.SEARCH;
                partial |= skipped || folder(below, made, "", true);
            }
        }
        return partial;
    }

    /// Moves a folder with all that is in it; what could not be copied stays with the folder, and true is said.
    boolean move(Folder parent, Folder source, Folder target, String newName) {
        FolderRow row = from.mailbox().engine.read(sql -> from.access().require(sql, source.id().counter(),
                FolderRights.OWNER));
        if (row.special().isPresent() || row.parent() != parent.id().counter()) {
            throw new MailboxException(ErrorCode.ACCESS_DENIED, row.name() + " stays where it is");
        }
        if (folder(source, target, newName, true)) {
            return true;
        }
        from.mayWrite();
        return from.mailbox().engine.write(sql -> {
            if (!isWholeCopied(sql, row.fid())) {
                return true;
            }
            var writer = new FolderWriter(from, sql);
            boolean stayed = writer.delete(row.parent(), row.fid(), Set.of(Folder.DeleteFlag.values()));
            writer.finish();
            return stayed;
        });
    }

    private static List<ObjectId> ids(Table table) {
        try (table) {
            return table.rows(0, table.count(), List.of()).stream().map(Table.Row::id).toList();
        }
    }

    private static String text(Folder folder, PropertyTag tag) {
        return folder.get(List.of(tag), Integer.MAX_VALUE).getFirst()
                instanceof org.gatehouse.mapi.property.Cell.Present(Value.Text(String text)) ? text : "";
    }

    /// The folder's own properties, named ones under the ids of the other store.
    private void properties(Folder source, Folder made) {
        FolderRow row = from.mailbox().engine.read(sql -> from.access().visible(sql, source.id().counter()));
        var values = new ArrayList<PropertyValue>();
        for (PropertyBag.Entry entry : row.bag().entries()) {
            if (!(entry.stored() instanceof Stored.Here(Value value)) || isLink(entry.tag())) {
                continue;
            }
            PropertyTag tag = entry.tag();
            if (tag.isNamed()) {
                PropertyName name = from.propertyNames(List.of(tag.id())).getFirst();
                int id = to.propertyIds(List.of(name), true).getFirst();
                tag = PropertyTag.of(id, tag.type());
            }
            values.add(new PropertyValue(tag, value));
        }
        var _ = made.set(values);
    }

    /// Entry ids of other folders mean nothing in another store.
    private static boolean isLink(PropertyTag tag) {
        return tag.id() == Tags.ADDITIONAL_REN_ENTRY_IDS.id() || tag.id() == Tags.FREE_BUSY_ENTRY_IDS.id();
    }
}
