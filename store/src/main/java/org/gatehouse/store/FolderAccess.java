package org.gatehouse.store;

import java.sql.SQLException;
import java.util.Optional;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.MalformedException;

/// What one session's caller may do, folder by folder ([MS-OXCPERM] 2.2.7, 3.2.4.1). Owners of a mailbox and
/// administrators may everything, and for them nothing is looked up.
final class FolderAccess {
    private final Mailbox mailbox;
    private final Caller caller;

    FolderAccess(Mailbox mailbox, Caller caller) {
        this.mailbox = mailbox;
        this.caller = caller;
    }

    boolean isFull() {
        return caller.mayEverything();
    }

    /// The row with the caller's rights in it. Who owns a folder or reads it sees it, and whoever has logged on sees
    /// the root, where delegates find the links to the other folders ([MS-OXODLGT] 3.2.4.1, 4.2.3; [MS-OXOSFLD] 2.2.3).
    FolderRow seen(FolderRow row) {
        if (caller.mayEverything()) {
            return row;
        }
        int rights = row.accessList(mailbox).rightsOf(caller);
        boolean root = row.special().filter(SpecialFolder.ROOT::equals).isPresent();
        if (root || (rights & (FolderRights.OWNER | FolderRights.READ_ANY)) != 0) {
            rights |= FolderRights.VISIBLE;
        }
        return row.withRights(rights);
    }

    /// An existing folder that the caller may see.
    ///
    /// @throws MailboxException NOT_FOUND, also where the caller may not know of it ([MS-OXCFOLD] 3.2.5.1)
    FolderRow visible(Sql sql, long fid) throws SQLException {
        FolderRow row = found(sql, fid);
        if (row.deleted() != 0) {
            throw missing(fid);
        }
        return row;
    }

    /// Likewise, softly deleted ones included.
    FolderRow found(Sql sql, long fid) throws SQLException {
        FolderRow row = seen(FolderRow.find(sql, mailbox, fid).orElseThrow(() -> missing(fid)));
        if (!row.may(FolderRights.VISIBLE)) {
            throw missing(fid);
        }
        return row;
    }

    private MailboxException missing(long fid) {
        return new MailboxException(ErrorCode.NOT_FOUND, "no folder " + mailbox.id(fid));
    }

    /// An existing folder in which the caller has `rights`. Creating needs no sight of the folder: a drop box.
    ///
    /// @throws MailboxException NOT_FOUND, or ACCESS_DENIED
    FolderRow require(Sql sql, long fid, int rights) throws SQLException {
        FolderRow row = seen(FolderRow.find(sql, mailbox, fid).filter(found -> found.deleted() == 0)
                .orElseThrow(() -> missing(fid)));
        require(row, rights);
        return row;
    }

    /// A folder to create a message in. What goes with the folder rather than into it is its owner's to make, as
    /// PidTagAccess says ([MS-OXCPRPT] 2.2.1.1).
    ///
    /// @throws MailboxException NOT_FOUND also where the caller may not know of the folder, NO_CREATE_RIGHT as 2010
    ///     says it ([MS-OXCMSG] 3.2.5.2, product note 24; the text has ecAccessDenied)
    FolderRow toCreateIn(Sql sql, long fid, boolean associated) throws SQLException {
        FolderRow row = seen(FolderRow.find(sql, mailbox, fid).filter(found -> found.deleted() == 0)
                .orElseThrow(() -> missing(fid)));
        int needed = associated ? FolderRights.OWNER : FolderRights.CREATE;
        if (!row.may(needed) && !row.may(FolderRights.VISIBLE) && !row.may(FolderRights.CREATE)) {
            throw missing(fid);
        }
        if (!row.may(needed)) {
            throw new MailboxException(ErrorCode.NO_CREATE_RIGHT, caller.identity() + " creates nothing in "
                    + row.name());
        }
        return row;
    }

    /// Whether a message may come into a folder in which the caller may create messages: those that go with it come by
    /// its owners only, moved and copied ones like new ones.
    static boolean takes(FolderRow target, MessageRow message) {
        return !message.associated() || target.may(FolderRights.OWNER);
    }

    void require(FolderRow row, int rights) {
        if (!row.may(rights)) {
            throw denied(row, rights);
        }
    }

    private MailboxException denied(FolderRow row, int rights) {
        int error = rights == FolderRights.CREATE_SUBFOLDER ? ErrorCode.NO_CREATE_SUBFOLDER_RIGHT
                : ErrorCode.ACCESS_DENIED;
        return new MailboxException(error, caller.identity() + " lacks the rights 0x"
                + Integer.toHexString(rights & ~row.rights()) + " in " + row.name());
    }

    /// Whether the caller made the message.
    boolean owns(PropertyBag message) {
        Optional<Value> creator = message.value(Tags.CREATOR_ENTRY_ID);
        if (creator.isEmpty() || !(creator.get() instanceof Value.Binary(var bytes))) {
            return false;
        }
        try {
            return caller.is(AddressBookEntryId.of(bytes).x500Dn());
        } catch (MalformedException _) {
            return false;
        }
    }

    boolean mayRead(FolderRow folder, PropertyBag message) {
        return folder.may(FolderRights.READ_ANY) || folder.may(FolderRights.VISIBLE) && owns(message);
    }

    boolean mayEdit(FolderRow folder, PropertyBag message) {
        return folder.may(FolderRights.EDIT_ANY) || folder.may(FolderRights.EDIT_OWNED) && owns(message);
    }

    boolean mayDelete(FolderRow folder, PropertyBag message) {
        return folder.may(FolderRights.DELETE_ANY) || folder.may(FolderRights.DELETE_OWNED) && owns(message);
    }

    boolean mayRead(FolderRow folder, MessageRow message) {
        return folder.may(FolderRights.READ_ANY) || mayRead(folder, BagCodec.decode(message.props()));
    }

    boolean mayEdit(FolderRow folder, MessageRow message) {
        return folder.may(FolderRights.EDIT_ANY) || mayEdit(folder, BagCodec.decode(message.props()));
    }

    boolean mayDelete(FolderRow folder, MessageRow message) {
        return folder.may(FolderRights.DELETE_ANY) || mayDelete(folder, BagCodec.decode(message.props()));
    }

    /// The read state is the mailbox's own; among public folders whoever reads has one.
    boolean mayMark(FolderRow folder, MessageRow message) {
        return mailbox.isPublic() ? mayRead(folder, message) : mayEdit(folder, message);
    }

    /// A message about to be opened.
    ///
    /// @param withDeleted whether softly deleted ones are opened too ([MS-OXCMSG] 2.2.3.1.1)
    /// @return what may be done with it, as [#messageRights]
    /// @throws MailboxException NOT_FOUND, or ACCESS_DENIED
    int opening(Sql sql, MessageRow message, boolean writable, boolean withDeleted) throws SQLException {
        if (message.isDeleted() && !withDeleted) {
            throw new MailboxException(ErrorCode.NOT_FOUND, "no message " + mailbox.id(message.mid()));
        }
        FolderRow folder = seen(FolderRow.find(sql, mailbox, message.fid())
                .filter(row -> withDeleted || row.deleted() == 0).orElseThrow(() -> missing(message.fid())));
        int rights = isFull() ? FolderRights.EDITOR : messageRights(folder, BagCodec.decode(message.props()));
        if ((rights & FolderRights.READ_ANY) == 0) { // MS-OXCMSG_R2184; unseen folders have no messages either
            throw folder.may(FolderRights.VISIBLE) ? denied(folder, FolderRights.READ_ANY)
                    : new MailboxException(ErrorCode.NOT_FOUND, "no message " + mailbox.id(message.mid()));
        }
        if (writable && (rights & FolderRights.EDIT_ANY) == 0) {
            throw denied(folder, FolderRights.EDIT_ANY);
        }
        return rights;
    }

    /// PidTagAccess of a message ([MS-OXCPRPT] 2.2.1.1).
    ///
    /// @param rights as [#messageRights]
    static int messageAccess(int rights) {
        return ((rights & FolderRights.EDIT_ANY) != 0 ? 0x1 : 0) | ((rights & FolderRights.READ_ANY) != 0 ? 0x2 : 0)
                | ((rights & FolderRights.DELETE_ANY) != 0 ? 0x4 : 0);
    }

    /// What may be done with a message of whichever folder, as [#messageRights].
    int rights(Sql sql, MessageRow message) throws SQLException {
        Optional<FolderRow> folder = FolderRow.find(sql, mailbox, message.fid()).map(this::seen);
        return folder.isEmpty() ? FolderRights.NONE : isFull() ? FolderRights.EDITOR
                : messageRights(folder.get(), BagCodec.decode(message.props()));
    }

    /// Whether a message of whichever folder may be read.
    boolean shows(Sql sql, MessageRow message) throws SQLException {
        Optional<FolderRow> folder = FolderRow.find(sql, mailbox, message.fid()).map(this::seen);
        return folder.isPresent() && mayRead(folder.get(), message);
    }

    /// A message about to be saved: created in its folder, or changed there. In a folder that was deleted meanwhile it
    /// would be lost, though the client was told that it is saved.
    ///
    /// @throws MailboxException NOT_FOUND, OBJECT_DELETED or ACCESS_DENIED
    void saving(Sql sql, long fid, long mid, boolean associated) throws SQLException {
        if (isFull()) {
            long gone = sql.one("SELECT deleted FROM folder WHERE mb = ? AND fid = ?", row -> row.getLong(1),
                    mailbox.mb, fid).orElse(1L);
            if (gone != 0) {
                throw new MailboxException(mid == 0 ? ErrorCode.NOT_FOUND : ErrorCode.OBJECT_DELETED,
                        "the message's folder was deleted meanwhile");
            }
            return;
        }
        if (mid == 0) {
            FolderRow _ = toCreateIn(sql, fid, associated);
            return;
        }
        Optional<MessageRow> message = MessageRow.find(sql, mailbox.mb, mid);
        if (message.isPresent()) {
            opening(sql, message.get(), true, false);
        }
    }

    /// What may be done with a message: bits of [FolderRights] that say read, edit and delete.
    int messageRights(FolderRow folder, PropertyBag message) {
        return (mayRead(folder, message) ? FolderRights.READ_ANY : 0)
                | (mayEdit(folder, message) ? FolderRights.EDIT_ANY : 0)
                | (mayDelete(folder, message) ? FolderRights.DELETE_ANY : 0);
    }

    /// Whether some folder gives the caller something to do, so that a logon makes sense.
    boolean hasAny(Sql sql) throws SQLException {
        int useful = FolderRights.FULL;
        return caller.mayEverything() || sql.list("SELECT permissions FROM folder WHERE mb = ? AND deleted = 0 "
                + "AND permissions IS NOT NULL", row -> AccessList.decode(row.getBytes(1)), mailbox.mb).stream()
                .anyMatch(list -> (list.rightsOf(caller) & useful) != 0);
    }
}
