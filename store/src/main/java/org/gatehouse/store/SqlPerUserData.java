package org.gatehouse.store;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.mapi.id.IdSet;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// [PerUserData] over SQL.
final class SqlPerUserData implements PerUserData {
    /// Public folders one mailbox keeps data of.
    private static final int FOLDERS_MAX = 10_000;

    private final SqlMailboxSession session;
    private final Mailbox mailbox;
    private final PerUserRows rows;

    SqlPerUserData(SqlMailboxSession session) {
        this.session = session;
        this.mailbox = session.mailbox();
        this.rows = new PerUserRows(mailbox,
                mailbox.isPublic() ? session.caller().legacyDn().toLowerCase(Locale.ROOT) : "");
    }

    /// The data of a mailbox is its owner's; in public folders everyone has his own.
    private void check() {
        if (mailbox.isPublic()) {
            session.mayRead();
        } else {
            session.mayManage();
        }
    }

    @Override
    public List<LongTermId> folders(UUID source) {
        check();
        return mailbox.isPublic() ? List.of() : mailbox.engine.read(sql -> rows.folders(sql, source));
    }

    @Override
    public Optional<UUID> source(LongTermId folder) {
        check();
        return mailbox.engine.read(sql -> rows.source(sql, folder));
    }

    @Override
    public Bytes read(LongTermId folder) {
        check();
        return mailbox.engine.read(sql -> rows.find(sql, folder)).map(PerUserRows.Data::set).orElse(Bytes.EMPTY);
    }

    @Override
    public void write(LongTermId folder, Bytes data, UUID source) {
        check();
        Bytes set = checked(data);
        mailbox.engine.write(sql -> {
            if (mailbox.isPublic()) {
                if (mailbox.replicas().number(folder) == 0) {
                    throw new MailboxException(ErrorCode.NOT_FOUND, "no folder " + folder);
                }
                FolderRow _ = session.access().visible(sql, folder.counter());
                rows.put(sql, folder, folder.replica(), set);
                mailbox.changed(sql, Change.of(Set.of(folder.counter()),
                        List.of(StoreEvent.lookAgain(mailbox.id(folder.counter())))));
                return true;
            }
            if (rows.version(sql, folder) == 0 && rows.count(sql) >= FOLDERS_MAX) {
                throw new MailboxException(ErrorCode.OUT_OF_RESOURCES, "read states of " + FOLDERS_MAX + " folders");
            }
            rows.put(sql, folder, source, set);
            return true;
        });
    }

    /// 2010 answers 0x80070057 where the text has ecFmtError ([MS-OXCSTOR] 3.2.5.13.1, product notes 49 and 50).
    private static Bytes checked(Bytes data) {
        try {
            IdSet _ = IdSet.of(data);
            return data;
        } catch (MalformedException malformed) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "no set of ids: " + malformed.getMessage());
        }
    }
}
