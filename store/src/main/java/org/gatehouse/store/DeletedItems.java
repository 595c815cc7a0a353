package org.gatehouse.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.gatehouse.database.Sql;

/// Forgets what was softly deleted when its time is over: the background work of one mailbox. Small writes, each of
/// which may be done twice, so that nobody waits for it and a crash in between costs nothing.
final class DeletedItems {
    private static final int STEP = 100;

    private final SqlMailboxSession session;
    private final Mailbox mailbox;
    private final long cutoff;

    /// @param session of an administrator
    /// @param cutoff what was deleted then or before is forgotten; as FILETIME
    DeletedItems(SqlMailboxSession session, long cutoff) {
        this.session = session;
        this.mailbox = session.mailbox();
        this.cutoff = cutoff;
    }

    private record Gone(long fid, long mid) {}

    /// The number of messages and folders forgotten.
    int forget() {
        return mailbox.engine.exclusively("deleted items", () -> messages() + folders()).orElse(0);
    }

    private int messages() {
        int forgotten = 0;
        while (!mailbox.deleted) {
            List<Gone> step = mailbox.engine.read(sql -> sql.list("SELECT fid, mid FROM message WHERE deleted > 0 "
                    + "AND deleted <= ? AND mb = ? LIMIT " + STEP, row -> new Gone(row.getLong(1), row.getLong(2)),
                    cutoff, mailbox.mb));
            if (step.isEmpty()) {
                return forgotten;
            }
            forgotten += step.size();
            mailbox.engine.write(sql -> {
                var writer = new MessageWriter(mailbox, sql);
                for (Gone message : step) {
                    writer.forget(message.fid, message.mid);
                }
                writer.finish();
                return true;
            });
        }
        return forgotten;
    }

    private int folders() {
        List<Long> old = mailbox.engine.read(sql -> sql.list("SELECT fid FROM folder WHERE deleted > 0 "
                + "AND deleted <= ? AND mb = ?", row -> row.getLong(1), cutoff, mailbox.mb));
        int forgotten = 0;
        for (long fid : old) {
            forgotten += mailbox.engine.write(sql -> folder(sql, fid)) ? 1 : 0;
        }
        return forgotten;
    }

    /// It may have come back meanwhile, or be gone with the folder above it.
    private boolean folder(Sql sql, long fid) throws SQLException {
        Optional<FolderRow> row = FolderRow.find(sql, mailbox, fid)
                .filter(found -> found.deleted() > 0 && found.deleted() <= cutoff);
        if (row.isEmpty()) {
            return false;
        }
        var writer = new FolderWriter(session, sql);
        writer.dropAll(row.get());
        writer.finish();
        return true;
    }
}
