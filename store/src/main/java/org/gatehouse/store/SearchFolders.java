package org.gatehouse.store;

import java.nio.charset.Charset;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The searches of one mailbox: setting them up, filling them, and what of them is kept in memory
/// ([MS-OXCFOLD] 3.2.5.4). Once filled, [SearchLinks] keeps them up.
final class SearchFolders {
    private static final Logger LOG = LoggerFactory.getLogger(SearchFolders.class);
    /// Searches over fewer messages are filled before the call returns.
    private static final int AT_ONCE_MAX = 1_000;
    /// Messages looked at in one write, so that others get their turn.
    private static final int STEP_MESSAGES = 200;
    private static final int FOLDERS_MAX = 1_000;
    /// Of one mailbox: every change looks at each of them.
    private static final int SEARCHES_MAX = 500;

    private final Mailbox mailbox;
    private final ConcurrentHashMap<Long, Search> decoded = new ConcurrentHashMap<>();

    SearchFolders(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    /// The search of a row, decoded once per start of it.
    Search decoded(long fid, long epoch, ResultSet row) throws SQLException {
        Search known = decoded.get(fid);
        if (known == null || known.epoch() != epoch) {
            known = Search.read(row);
            decoded.put(fid, known);
        }
        return known;
    }

    SearchCriteria criteria(SqlMailboxSession session, long fid) {
        return mailbox.engine.read(sql -> {
            requireSearch(session.access().visible(sql, fid));
            return Search.find(sql, mailbox, fid).orElseGet(() -> Search.fresh(fid)).criteria(mailbox);
        });
    }

    private static void requireSearch(FolderRow row) {
        if (row.type() != Folder.Type.SEARCH) {
            throw new MailboxException(ErrorCode.NOT_SEARCH_FOLDER, row.name() + " is no search folder");
        }
    }

    /// Takes an order, and fills the folder: before it returns when there is little to look at, else in the background.
    void set(SqlMailboxSession session, long fid, SearchCriteria.Order order) {
        Optional<Search> started = mailbox.engine.write(sql -> {
            FolderRow row = session.access().visible(sql, fid);
            requireSearch(row);
            session.access().require(row, FolderRights.OWNER);
            Search old = Search.find(sql, mailbox, fid).orElseGet(() -> Search.fresh(fid));
            Search search = ordered(sql, session, old, order);
            search.write(sql, mailbox);
            if (search.state() != Search.State.RUNNING) {
                return Optional.empty();
            }
            requireRoom(sql, mailbox);
            var writer = new MessageWriter(mailbox, sql);
            writer.links().clear(fid);
            writer.finish();
            return Optional.of(search);
        });
        started.ifPresent(search -> fill(search, AT_ONCE_MAX));
    }

    /// To be asked once the latest search is written.
    static void requireRoom(Sql sql, Mailbox mailbox) throws SQLException {
        if (Search.live(sql, mailbox).size() > SEARCHES_MAX) {
            throw new MailboxException(ErrorCode.OUT_OF_RESOURCES, "more than " + SEARCHES_MAX + " searches");
        }
    }

    private Search ordered(Sql sql, SqlMailboxSession session, Search old, SearchCriteria.Order order)
            throws SQLException {
        if (!order.isValid()) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "search flags " + order.flags());
        }
        List<Long> folders = order.folders().isEmpty() ? old.folders()
                : order.folders().stream().map(session::counter).distinct().toList();
        var restriction = order.restriction().or(old::restriction);
        if (folders.isEmpty() || restriction.isEmpty()) {
            throw new MailboxException(ErrorCode.NOT_INITIALIZED, "a search for nothing, or nowhere");
        }
        if (folders.contains(old.fid())) {
            throw new MailboxException(ErrorCode.SEARCH_FOLDER_SCOPE_VIOLATION, "a search in its own finds");
        }
        if (folders.size() > FOLDERS_MAX) {
            throw new MailboxException(ErrorCode.TOO_COMPLEX, "a search in " + folders.size() + " folders");
        }
        for (long folder : order.folders().isEmpty() ? List.<Long>of() : folders) {
            FolderRow _ = session.access().visible(sql, folder);
        }
        Charset codePage = order.restriction().isPresent() ? session.caller().codePage() : old.codePage();
        var search = new Search(old.fid(), restriction, folders, codePage, order.flags(), Search.State.RUNNING,
                MailboxRows.takeCounters(sql, mailbox.mb, 1), false);
        RowMatcher _ = search.matcher(); // refuses what is too complex
        if (!order.has(SearchCriteria.Order.STOP)) {
            return search;
        }
        // What is complete stays so, and alive ([MS-OXCFOLD] 3.2.5.4).
        return old.state() == Search.State.RUNNING ? old.stopped() : old.state() == Search.State.NEW
                ? search.stopped() : old;
    }

    /// Goes on with what a mailbox was filling when its server ended.
    void resume() {
        mailbox.engine.read(sql -> Search.running(sql, mailbox)).forEach(search -> fill(search, 0));
    }

    private void fill(Search search, int atOnceMax) {
        List<Long> messages = mailbox.engine.read(sql -> messages(sql, search));
        if (messages.size() <= atOnceMax) {
            fill(search, messages);
            return;
        }
        inBackground(search, () -> fill(search, messages));
    }

    /// Fills a folder in the background.
    void goOn(Search search) {
        inBackground(search, () -> fill(search, Integer.MAX_VALUE));
    }

    private void inBackground(Search search, Runnable work) {
        Thread.ofVirtual().name("search folder").start(() -> {
            try {
                work.run();
            } catch (RuntimeException failure) {
                // Goes on when the mailbox is opened the next time.
                LOG.warn("search folder {} of {}: {}", mailbox.id(search.fid()), mailbox.key.displayName(),
                        failure.getMessage());
            }
        });
    }

    private void fill(Search search, List<Long> messages) {
        int from = 0;
        boolean goOn = true;
        while (goOn) {
            List<Long> step = messages.subList(from, Math.min(messages.size(), from + STEP_MESSAGES));
            from += step.size();
            boolean last = from == messages.size();
            goOn = !mailbox.deleted && mailbox.engine.write(sql -> step(sql, search, step, last)) && !last;
        }
    }

    /// Looks at some messages; false when the search was stopped, started anew or deleted meanwhile.
    private boolean step(Sql sql, Search search, List<Long> messages, boolean last) throws SQLException {
        Optional<Search> now = Search.find(sql, mailbox, search.fid());
        if (now.isEmpty() || now.get().epoch() != search.epoch() || now.get().state() != Search.State.RUNNING) {
            return false;
        }
        var writer = new MessageWriter(mailbox, sql);
        for (long mid : messages) {
            writer.links().consider(mid, List.of(search));
        }
        if (last) {
            search.completed().write(sql, mailbox);
            FolderRow row = FolderRow.find(sql, mailbox, search.fid()).orElseThrow();
            writer.add(StoreEvent.ofFolder(StoreEvent.Kind.SEARCH_COMPLETE, mailbox.id(row.parent()),
                    mailbox.id(search.fid()), List.of()));
        }
        writer.finish();
        return true;
    }

    /// Every message that lies where it looks, newest first folder by folder.
    private List<Long> messages(Sql sql, Search search) throws SQLException {
        Set<Long> folders = new LinkedHashSet<>();
        var found = new LinkedHashSet<Long>();
        for (long fid : search.folders()) {
            Optional<FolderRow> row = FolderRow.find(sql, mailbox, fid);
            if (row.isPresent() && row.get().type() == Folder.Type.SEARCH) {
                found.addAll(sql.list("SELECT mid FROM search_link WHERE mb = ? AND fid = ? "
                        + "ORDER BY delivered DESC, mid DESC", each -> each.getLong(1), mailbox.mb, fid));
            } else if (row.isPresent()) {
                gather(sql, row.get(), search.isRecursive(), folders);
            }
        }
        for (long fid : folders) {
            found.addAll(sql.list(MessageRow.IDS_OF_FOLDER, row -> row.getLong(1), mailbox.mb, fid, false));
        }
        return new ArrayList<>(found);
    }

    private void gather(Sql sql, FolderRow folder, boolean withBelow, Set<Long> folders) throws SQLException {
        if (folder.deleted() != 0 || !folders.add(folder.fid()) || !withBelow) {
            return;
        }
        for (FolderRow child : FolderRow.children(sql, mailbox, folder.fid())) {
            gather(sql, child, true, folders);
        }
    }
}
