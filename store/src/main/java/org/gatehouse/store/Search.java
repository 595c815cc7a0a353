package org.gatehouse.store;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.CountWidth;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.RestrictionText;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// A row of `search_folder`: the criteria, and how far the search is.
///
/// @param codePage of the restriction's PtypString8 values
/// @param epoch another at every start, so that what was begun before stops
/// @param settled whether changes of messages mean nothing to it: a static search, or one that was never started
record Search(long fid, Optional<Restriction> restriction, List<Long> folders, Charset codePage, int flags,
        State state, long epoch, boolean settled) {
    private static final int VERSION = 1;
    private static final String COLUMNS = "fid, criteria, state, epoch, done";

    enum State { NEW, RUNNING, COMPLETE, STOPPED }

    Search {
        folders = List.copyOf(folders);
    }

    static Search fresh(long fid) {
        return new Search(fid, Optional.empty(), List.of(), StandardCharsets.ISO_8859_1, 0, State.NEW, 0, true);
    }

    boolean isRecursive() {
        return (flags & SearchCriteria.Order.RECURSIVE) != 0;
    }

    boolean isStatic() {
        return (flags & SearchCriteria.Order.STATIC) != 0;
    }

    /// Filled: static ones change no more.
    Search completed() {
        return new Search(fid, restriction, folders, codePage, flags, State.COMPLETE, epoch, isStatic());
    }

    Search stopped() {
        return new Search(fid, restriction, folders, codePage, flags, State.STOPPED, epoch, isStatic());
    }

    SearchCriteria criteria(Mailbox mailbox) {
        int bits = (isRecursive() ? SearchCriteria.RECURSIVE : 0) | (isStatic() ? SearchCriteria.STATIC : 0)
                | SearchCriteria.NOT_INDEXED;
        bits |= switch (state) {
            case NEW -> 0;
            case RUNNING -> SearchCriteria.RUNNING | SearchCriteria.REBUILD;
            case COMPLETE -> SearchCriteria.COMPLETE;
            case STOPPED -> SearchCriteria.PARTIAL;
        };
        var unicode = new RestrictionText(true, codePage);
        return new SearchCriteria(restriction.map(unicode::of), folders.stream().<ObjectId>map(mailbox::id).toList(),
                bits);
    }

    static Optional<Search> find(Sql sql, Mailbox mailbox, long fid) throws SQLException {
        return sql.one("SELECT " + COLUMNS + " FROM search_folder WHERE mb = ? AND fid = ?", Search::read, mailbox.mb,
                fid);
    }

    /// Those that look at every change.
    static List<Search> live(Sql sql, Mailbox mailbox) throws SQLException {
        return sql.list("SELECT " + COLUMNS + " FROM search_folder WHERE mb = ? AND done = 0 ORDER BY fid",
                row -> mailbox.searches.decoded(row.getLong(1), row.getLong(4), row), mailbox.mb);
    }

    static List<Search> running(Sql sql, Mailbox mailbox) throws SQLException {
        return sql.list("SELECT " + COLUMNS + " FROM search_folder WHERE mb = ? AND state = ?", Search::read,
                mailbox.mb, State.RUNNING.ordinal());
    }

    void write(Sql sql, Mailbox mailbox) throws SQLException {
        sql.update("INSERT INTO search_folder (mb, fid, criteria, state, epoch, done) VALUES (?, ?, ?, ?, ?, ?) "
                + "ON CONFLICT (mb, fid) DO UPDATE SET criteria = excluded.criteria, state = excluded.state, "
                + "epoch = excluded.epoch, done = excluded.done", mailbox.mb, fid, encode(), state.ordinal(), epoch,
                settled);
    }

    /// Makes another search folder that looks for the same and has found the same; what is still being filled goes on.
    ///
    /// @param copied the search folder's row
    /// @param made the new folder, empty
    static void copy(Sql sql, Mailbox mailbox, FolderRow copied, long made) throws SQLException {
        Optional<Search> found = find(sql, mailbox, copied.fid());
        if (found.isEmpty()) {
            return;
        }
        Search old = found.get();
        var search = new Search(made, old.restriction, old.folders, old.codePage, old.flags, old.state,
                MailboxRows.takeCounters(sql, mailbox.mb, 1), old.settled);
        search.write(sql, mailbox);
        SearchFolders.requireRoom(sql, mailbox);
        sql.update("INSERT INTO search_link (mb, fid, mid, delivered, unread, bytes) SELECT mb, ?, mid, delivered, "
                + "unread, bytes FROM search_link WHERE mb = ? AND fid = ?", made, mailbox.mb, copied.fid());
        sql.update("UPDATE folder SET items = ?, unread = ?, bytes = ? WHERE mb = ? AND fid = ?",
                copied.counts().items(), copied.counts().unread(), copied.counts().bytes(), mailbox.mb, made);
        if (search.state == State.RUNNING) {
            sql.afterCommit(() -> mailbox.searches.goOn(search));
        }
    }

    private byte[] encode() {
        var out = new ByteWriter(128);
        out.u8(VERSION).i32(flags).u16(folders.size());
        folders.forEach(out::i64);
        byte[] charset = codePage.name().getBytes(StandardCharsets.US_ASCII);
        out.u8(charset.length).bytes(charset);
        out.u8(restriction.isPresent() ? 1 : 0);
        restriction.ifPresent(each -> each.write(out, CountWidth.ROP));
        return out.toArray();
    }

    static Search read(ResultSet row) throws SQLException {
        var in = new ByteReader(row.getBytes(2));
        if (in.u8() != VERSION) {
            throw new StoreException("search criteria of a format this program does not know");
        }
        int flags = in.i32();
        int count = in.u16();
        var folders = new ArrayList<Long>();
        for (int index = 0; index < count; index++) {
            folders.add(in.i64());
        }
        Charset codePage = Charset.forName(new String(in.bytes(in.u8()), StandardCharsets.US_ASCII));
        Optional<Restriction> restriction = in.u8() != 0 ? Optional.of(Restriction.read(in, CountWidth.ROP))
                : Optional.empty();
        return new Search(row.getLong(1), restriction, folders, codePage, flags, State.values()[row.getInt(3)],
                row.getLong(4), row.getInt(5) != 0);
    }

    /// What it looks for, over one message.
    RowMatcher matcher() {
        return new RowMatcher(restriction.orElseThrow(), codePage);
    }
}
