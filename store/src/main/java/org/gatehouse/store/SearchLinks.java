package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gatehouse.database.Sql;
import org.jspecify.annotations.Nullable;

/// The links of search folders to messages ([MS-OXCFOLD] 3.2.5.4), kept in the transaction that changes a message, so
/// that a search over a hundred thousand messages costs each change the look at one message.
final class SearchLinks {
    /// More changes of one search folder in one write are not told one by one.
    private static final int TOLD_MAX = 100;

    private final Mailbox mailbox;
    private final Sql sql;
    private final FolderCounters counters;
    private final Map<Long, FolderRow> folders = new HashMap<>();
    private final Set<Long> changed = new TreeSet<>();
    private final Map<Long, List<StoreEvent>> told = new TreeMap<>();
    private @Nullable List<Search> live;

    SearchLinks(Mailbox mailbox, Sql sql, FolderCounters counters) {
        this.mailbox = mailbox;
        this.sql = sql;
        this.counters = counters;
    }

    /// Whether a search folder shows a message.
    static boolean has(Sql sql, Mailbox mailbox, long search, long mid) throws SQLException {
        return sql.one("SELECT 1 FROM search_link WHERE mb = ? AND fid = ? AND mid = ?", row -> row.getInt(1),
                mailbox.mb, search, mid).isPresent();
    }

    private List<Search> live() throws SQLException {
        List<Search> known = live;
        if (known == null) {
            known = Search.live(sql, mailbox);
            live = known;
        }
        return known;
    }

    /// A message changed, or is new: looks which search folders it belongs into now.
    void consider(long mid) throws SQLException {
        List<Search> searches = live();
        if (!searches.isEmpty()) {
            consider(mid, searches);
        }
    }

    void consider(long mid, List<Search> searches) throws SQLException {
        Optional<MessageRow> row = MessageRow.find(sql, mailbox.mb, mid);
        if (row.isEmpty()) {
            return;
        }
        @Nullable MessageValues values = null;
        for (Search search : searches) {
            boolean found = !row.get().isDeleted() && !row.get().associated() && isSearched(search, row.get());
            if (found) {
                values = values == null ? MessageValues.of(sql, mailbox, row.get()) : values;
                found = search.matcher().matches(values);
            }
            link(search.fid(), row.get(), found);
        }
    }

    /// @param unread 1 or 0
    private record Link(long fid, long unread, long bytes, long delivered) {}

    private void link(long search, MessageRow row, boolean found) throws SQLException {
        Optional<Link> old = sql.one("SELECT fid, unread, bytes, delivered FROM search_link WHERE mb = ? AND fid = ? "
                + "AND mid = ?", each -> new Link(search, each.getLong(2), each.getLong(3), each.getLong(4)),
                mailbox.mb, search, row.mid());
        var link = new Link(search, row.isRead() ? 0 : 1, row.bytes(), row.delivered());
        if (!found) {
            if (old.isPresent()) {
                remove(old.get(), row.fid(), row.mid());
            }
            return;
        }
        counters.touch(search); // what its rows show changed
        tell(old.isPresent() ? StoreEvent.Kind.MODIFIED : StoreEvent.Kind.CREATED, search, row.fid(), row.mid());
        if (old.equals(Optional.of(link))) {
            return;
        }
        old.ifPresent(each -> count(each, -1));
        count(link, 1);
        sql.update("INSERT INTO search_link (mb, fid, mid, delivered, unread, bytes) VALUES (?, ?, ?, ?, ?, ?) "
                + "ON CONFLICT (mb, fid, mid) DO UPDATE SET delivered = excluded.delivered, "
                + "unread = excluded.unread, bytes = excluded.bytes", mailbox.mb, search, row.mid(), link.delivered,
                link.unread, link.bytes);
    }

    private void count(Link link, int by) {
        counters.add(link.fid, false, link.unread == 0, by * link.bytes, by);
    }

    /// Of many changes in one search folder, only that it changed is told.
    private void tell(StoreEvent.Kind kind, long search, long fid, long mid) {
        if (!changed.contains(search)) {
            List<StoreEvent> events = told.computeIfAbsent(search, _ -> new ArrayList<>());
            events.add(StoreEvent.inSearch(kind, mailbox.id(search), mailbox.id(fid), mailbox.id(mid)));
            if (events.size() > TOLD_MAX) {
                told.remove(search);
                changed.add(search);
            }
        }
    }

    private void remove(Link link, long fid, long mid) throws SQLException {
        sql.update("DELETE FROM search_link WHERE mb = ? AND fid = ? AND mid = ?", mailbox.mb, link.fid, mid);
        count(link, -1);
        tell(StoreEvent.Kind.DELETED, link.fid, fid, mid);
    }

    /// Whether the message lies where the search looks: in a folder it names, or below one when it is recursive, or
    /// among the finds of a search folder it names.
    private boolean isSearched(Search search, MessageRow row) throws SQLException {
        FolderRow at = folder(row.fid());
        if (at.deleted() != 0) {
            return false;
        }
        while (true) {
            if (search.folders().contains(at.fid())) {
                return true;
            }
            if (!search.isRecursive() || at.parent() == at.fid()) {
                break;
            }
            at = folder(at.parent());
        }
        for (long named : search.folders()) {
            if (folder(named).type() == Folder.Type.SEARCH && sql.one("SELECT 1 FROM search_link WHERE mb = ? "
                    + "AND fid = ? AND mid = ?", _ -> true, mailbox.mb, named, row.mid()).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private FolderRow folder(long fid) throws SQLException {
        FolderRow known = folders.get(fid);
        if (known == null) {
            // A folder that a search names may be gone.
            known = FolderRow.find(sql, mailbox, fid).orElseGet(() -> FolderRow.gone(fid));
            folders.put(fid, known);
        }
        return known;
    }

    /// A message goes.
    void forget(long fid, long mid) throws SQLException {
        List<Link> links = sql.list("SELECT fid, unread, bytes, delivered FROM search_link WHERE mb = ? AND mid = ?",
                row -> new Link(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)), mailbox.mb, mid);
        for (Link link : links) {
            remove(link, fid, mid);
        }
    }

    /// The messages of a folder go, or are no longer to be found.
    void forgetMessagesOf(long fid) throws SQLException {
        for (long mid : messagesOf(fid)) {
            forget(fid, mid);
        }
    }

    private List<Long> messagesOf(long fid) throws SQLException {
        return sql.list("SELECT mid FROM search_link WHERE mb = ? AND mid IN "
                + "(SELECT mid FROM message WHERE mb = ? AND fid = ?)", row -> row.getLong(1), mailbox.mb, mailbox.mb,
                fid).stream().distinct().toList();
    }

    /// The messages of a folder are elsewhere in the tree now.
    void reconsiderMessagesOf(long fid) throws SQLException {
        folders.clear();
        if (live().isEmpty()) {
            return;
        }
        List<Long> all = sql.list("SELECT mid FROM message WHERE mb = ? AND fid = ? AND associated = 0",
                row -> row.getLong(1), mailbox.mb, fid);
        for (long mid : all) {
            consider(mid);
        }
    }

    /// A search folder goes.
    void forgetFolder(long fid) throws SQLException {
        sql.update("DELETE FROM search_link WHERE mb = ? AND fid = ?", mailbox.mb, fid);
        sql.update("DELETE FROM search_folder WHERE mb = ? AND fid = ?", mailbox.mb, fid);
        counters.forget(fid);
        changed.remove(fid);
        told.remove(fid);
    }

    /// Empties a search folder before it is filled anew.
    void clear(long fid) throws SQLException {
        sql.update("DELETE FROM search_link WHERE mb = ? AND fid = ?", mailbox.mb, fid);
        sql.update("UPDATE folder SET items = 0, unread = 0, bytes = 0 WHERE mb = ? AND fid = ?", mailbox.mb, fid);
        counters.touch(fid);
        told.remove(fid);
        changed.add(fid);
    }

    /// What search folders came to hold or lost, and those that look different in ways that are not told.
    List<StoreEvent> events() {
        return Stream.concat(told.values().stream().flatMap(List::stream),
                changed.stream().map(fid -> StoreEvent.lookAgain(mailbox.id(fid)))).toList();
    }
}
