package org.gatehouse.store;

import java.sql.SQLException;
import org.gatehouse.database.Sql;

/// The links of search folders to messages ([MS-OXCFOLD] 3.2.5.4), kept in the transaction that changes a message.
final class SearchLinks {
    private final Mailbox mailbox;
    private final Sql sql;
    private final FolderCounters counters;

    SearchLinks(Mailbox mailbox, Sql sql, FolderCounters counters) {
        this.mailbox = mailbox;
        this.sql = sql;
        this.counters = counters;
    }

    /// The messages of a folder go, or are no longer to be found.
    void forgetMessagesOf(long fid) throws SQLException {
    }

    /// A message changed, or is new: looks which search folders it belongs into now.
    void consider(long mid) throws SQLException {
    }

    /// A message goes.
    void forget(long mid) throws SQLException {
    }

    /// A search folder goes.
    void forgetFolder(long fid) throws SQLException {
        sql.update("DELETE FROM search_link WHERE mb = ? AND fid = ?", mailbox.mb, fid);
        sql.update("DELETE FROM search_folder WHERE mb = ? AND fid = ?", mailbox.mb, fid);
    }

    /// The messages of a folder are elsewhere in the tree now.
    void reconsiderMessagesOf(long fid) throws SQLException {
    }
}
