package org.gatehouse.store;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;

/// Which folder receives which message class ([MS-OXCSTOR] 3.2.5.2 to 3.2.5.4).
final class ReceiveFolders {
    private static final int CLASS_CHARS_MAX = 254;
    /// More are refused: a mailbox has a handful.
    private static final int ROWS_MAX = 2_000;

    private ReceiveFolders() {}

    static List<MailboxSession.ReceiveFolder> all(Sql sql, Mailbox mailbox) throws SQLException {
        return sql.list("SELECT message_class, fid, modified FROM receive_folder WHERE mb = ? ORDER BY class_key",
                row -> new MailboxSession.ReceiveFolder(row.getString(1), mailbox.id(row.getLong(2)), row.getLong(3)),
                mailbox.mb);
    }

    static MailboxSession.ReceiveFolder of(Sql sql, Mailbox mailbox, String messageClass) throws SQLException {
        check(messageClass);
        return all(sql, mailbox).stream().filter(each -> MessageRules.classMatches(each.messageClass(), messageClass))
                .max(Comparator.comparingInt(each -> each.messageClass().length()))
                .orElseThrow(() -> new MailboxException(ErrorCode.NOT_FOUND, "no receive folder"));
    }

    static void set(Sql sql, Mailbox mailbox, String messageClass, Optional<ObjectId> folder) throws SQLException {
        check(messageClass);
        String key = MailboxRows.nameKey(messageClass);
        if (folder.isEmpty()) {
            if (key.isEmpty()) {
                throw new MailboxException(ErrorCode.GENERAL_FAILURE, "the class of the rest always has a folder");
            }
            sql.update("DELETE FROM receive_folder WHERE mb = ? AND class_key = ?", mailbox.mb, key);
            return;
        }
        if (key.equals("ipm") || key.equals("report.ipm")) {
            throw new MailboxException(ErrorCode.ACCESS_DENIED, messageClass + " has its folder for good");
        }
        FolderRow.find(sql, mailbox, mailbox.number(folder.get())).filter(row -> row.deleted() == 0)
                .orElseThrow(() -> new MailboxException(ErrorCode.NOT_FOUND, "no folder " + folder.get()));
        if (all(sql, mailbox).size() >= ROWS_MAX) {
            throw new MailboxException(ErrorCode.OUT_OF_RESOURCES, ROWS_MAX + " receive folders");
        }
        sql.update("INSERT INTO receive_folder (mb, class_key, message_class, fid, modified) VALUES (?, ?, ?, ?, ?) "
                + "ON CONFLICT (mb, class_key) DO UPDATE SET message_class = excluded.message_class, "
                + "fid = excluded.fid, modified = excluded.modified", mailbox.mb, key, messageClass,
                folder.get().counter(), mailbox.now());
    }

    /// What a message class may look like ([MS-OXCSTOR] 2.2.1.2.1).
    private static void check(String messageClass) {
        boolean bad = messageClass.length() > CLASS_CHARS_MAX || messageClass.startsWith(".")
                || messageClass.endsWith(".") || messageClass.contains("..")
                || messageClass.chars().anyMatch(each -> each < 32 || each > 126);
        if (bad) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "message class " + messageClass);
        }
    }
}
