package org.gatehouse.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/// Who may do what in a folder ([MS-OXCPERM] 3.2.4.1): the default row first, the anonymous one last.
///
/// @param freeBusyChosen whether a client has set the free/busy bits itself; until then the calendar's are the usual
/// ones ([MS-OXCPERM] 2.2.7, note 5)
record AccessList(List<FolderPermission> rows, boolean freeBusyChosen) {
    private static final int VERSION = 2;
    /// Knew no groups from users.
    private static final int VERSION_WITHOUT_GROUPS = 1;
    /// Rows of one list; clients stop showing them long before.
    private static final int ROWS_MAX = 1_000;
    /// Of a name or distinguished name in a list that a client brings.
    private static final int TEXT_CHARS_MAX = 1_024;

    AccessList {
        rows = List.copyOf(rows);
    }

    static AccessList of(int defaultRights) {
        return new AccessList(List.of(new FolderPermission(FolderPermission.DEFAULT, "", "", defaultRights),
                new FolderPermission(FolderPermission.ANONYMOUS, "", "Anonymous", FolderRights.NONE)), false);
    }

    /// What a folder has that nobody has given a list.
    static AccessList usual(Optional<SpecialFolder> special, boolean isPublic) {
        if (!isPublic) {
            return of(FolderRights.NONE);
        }
        return of(switch (special.orElse(SpecialFolder.PUBLIC_IPM_SUBTREE)) {
            // Users publish what they and those who act for them are doing ([MS-OXOPFFB] 3.1.4.1).
            case PUBLIC_FREE_BUSY, PUBLIC_LOCAL_FREE_BUSY -> FolderRights.EDITOR;
            case PUBLIC_ROOT, PUBLIC_NON_IPM_SUBTREE -> FolderRights.VISIBLE;
            case PUBLIC_EFORMS_REGISTRY, PUBLIC_LOCAL_EFORMS, PUBLIC_OFFLINE_ADDRESS_BOOK,
                    PUBLIC_LOCAL_OFFLINE_ADDRESS_BOOK -> FolderRights.REVIEWER;
            default -> FolderRights.AUTHOR;
        });
    }

    /// The rights of one who does not own the mailbox: the own row, else those of groups, else the default row.
    int rightsOf(Caller caller) {
        boolean listed = false;
        int ofGroups = 0;
        for (FolderPermission row : rows) {
            if (row.legacyDn().isEmpty()) {
                continue;
            }
            if (caller.is(row.legacyDn())) {
                return row.rights();
            }
            if (caller.isIn(row.legacyDn())) {
                listed = true;
                ofGroups |= row.rights();
            }
        }
        return listed ? ofGroups : row(FolderPermission.DEFAULT).map(FolderPermission::rights).orElse(0);
    }

    private Optional<FolderPermission> row(long member) {
        return rows.stream().filter(each -> each.member() == member).findFirst();
    }

    /// The list with `who` as an owner.
    AccessList withOwner(Caller who, LongSupplier members) {
        var edit = new Edit(this);
        edit.add(new FolderPermission.Change.Add(who.legacyDn(), who.displayName(),
                FolderRights.FULL | FolderRights.CONTACT), ~0, members);
        return new AccessList(edit.ordered(), freeBusyChosen);
    }

    /// The list after `changes` ([MS-OXCPERM] 3.2.5.2).
    ///
    /// @param replace drops all rows but the default one first
    /// @param freeBusy whether the free/busy bits of the changes count; else each row keeps those it has
    /// @param members gives ids to new members
    AccessList changed(List<FolderPermission.Change> changes, boolean replace, boolean freeBusy,
            LongSupplier members) {
        // The first client that chooses finds, and leaves, the usual bits with all others ([MS-OXCPERM] 4.2).
        var edit = new Edit(freeBusy ? new AccessList(shown(true, true), true) : this);
        if (replace) {
            edit.rows.removeIf(row -> row.member() != FolderPermission.DEFAULT);
        }
        int mask = freeBusy ? ~0 : ~FolderRights.FREE_BUSY;
        for (FolderPermission.Change change : changes) {
            switch (change) {
                case FolderPermission.Change.Add added -> edit.add(added, mask, members);
                case FolderPermission.Change.Modify(long member, int rights) -> edit.modify(member, rights, mask);
                case FolderPermission.Change.Remove(long member) -> edit.remove(member);
            }
        }
        return new AccessList(edit.ordered(), freeBusyChosen || freeBusy);
    }

    /// A list being changed.
    private static final class Edit {
        private final List<FolderPermission> before;
        private final List<FolderPermission> rows;

        Edit(AccessList list) {
            before = list.rows;
            rows = new ArrayList<>(list.rows);
        }

        private static int checked(int rights) {
            if ((rights & ~FolderRights.VALID) != 0) {
                throw new MailboxException(ErrorCode.INVALID_PARAMETER, "rights " + Integer.toHexString(rights));
            }
            return rights;
        }

        private static int merged(int old, int rights, int mask) {
            return checked(rights) & mask | old & ~mask;
        }

        /// A user who is listed already keeps the row and its id.
        void add(FolderPermission.Change.Add added, int mask, LongSupplier members) {
            String dn = added.legacyDn();
            int rights = added.rights();
            for (int index = 0; index < rows.size(); index++) {
                if (rows.get(index).legacyDn().equalsIgnoreCase(dn) && !dn.isEmpty()) {
                    rows.set(index, rows.get(index).with(merged(rows.get(index).rights(), rights, mask)));
                    return;
                }
            }
            if (rows.size() >= ROWS_MAX) {
                throw new MailboxException(ErrorCode.OUT_OF_RESOURCES, "more than " + ROWS_MAX + " permissions");
            }
            long member = before.stream().filter(row -> !dn.isEmpty() && row.legacyDn().equalsIgnoreCase(dn))
                    .mapToLong(FolderPermission::member).findFirst().orElseGet(members);
            rows.add(new FolderPermission(member, dn, added.name(), merged(0, rights, mask), added.group()));
        }

        /// Rows that are not there are ignored ([MS-OXCPERM] 3.2.5.2).
        void modify(long member, int rights, int mask) {
            rows.replaceAll(row -> row.member() == member ? row.with(merged(row.rights(), rights, mask)) : row);
        }

        void remove(long member) {
            rows.removeIf(row -> row.member() == member && member != FolderPermission.DEFAULT);
        }

        List<FolderPermission> ordered() {
            boolean anonymous = rows.stream().anyMatch(row -> row.member() == FolderPermission.ANONYMOUS);
            var all = new ArrayList<FolderPermission>(rows);
            all.removeIf(row -> row.member() == FolderPermission.ANONYMOUS);
            all.add(anonymous ? rows.stream().filter(row -> row.member() == FolderPermission.ANONYMOUS).findFirst()
                    .orElseThrow() : new FolderPermission(FolderPermission.ANONYMOUS, "", "Anonymous", 0));
            return all;
        }
    }

    /// The rows as clients see them.
    ///
    /// @param calendar whether the folder is the calendar, whose rows have free/busy bits
    List<FolderPermission> shown(boolean calendar, boolean withFreeBusy) {
        return rows.stream().map(row -> {
            int plain = row.rights() & ~FolderRights.FREE_BUSY;
            if (!withFreeBusy || !calendar) {
                return row.with(plain);
            }
            return freeBusyChosen ? row : row.with(plain | usualFreeBusy(row));
        }).toList();
    }

    /// [MS-OXCPERM] 2.2.7, note 5.
    private static int usualFreeBusy(FolderPermission row) {
        if (row.member() == FolderPermission.ANONYMOUS) {
            return 0;
        }
        return (row.rights() & FolderRights.READ_ANY) != 0 ? FolderRights.FREE_BUSY : FolderRights.FREE_BUSY_SIMPLE;
    }

    byte[] encode() {
        var out = new ByteWriter(64);
        out.u8(VERSION).u8(freeBusyChosen ? 1 : 0).u16(rows.size());
        for (FolderPermission row : rows) {
            out.i64(row.member());
            text(out, row.legacyDn());
            text(out, row.name());
            out.i32(row.rights()).u8(row.group() ? 1 : 0);
        }
        return out.toArray();
    }

    private static void text(ByteWriter out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.u16(bytes.length);
        out.bytes(bytes, 0, bytes.length);
    }

    static AccessList decode(byte[] bytes) {
        return read(new ByteReader(bytes));
    }

    private static AccessList read(ByteReader in) {
        int version = in.u8();
        if (version != VERSION && version != VERSION_WITHOUT_GROUPS) {
            throw new StoreException("a permission list of a format this program does not know");
        }
        boolean freeBusy = in.u8() != 0;
        int count = in.u16();
        var rows = new ArrayList<FolderPermission>();
        for (int index = 0; index < count; index++) {
            rows.add(new FolderPermission(in.i64(), text(in), text(in), in.i32(),
                    version != VERSION_WITHOUT_GROUPS && in.u8() != 0));
        }
        return new AccessList(rows, freeBusy);
    }

    /// A list that a client carries from folder to folder without knowing what is in it ([MS-OXCPERM] 2.2.3); none for
    /// bytes that are no such list.
    static Optional<AccessList> copied(Bytes bytes) {
        try {
            ByteReader in = bytes.reader();
            AccessList list = read(in);
            return in.remaining() == 0 && list.isWhole() ? Optional.of(list) : Optional.empty();
        } catch (MalformedException | StoreException _) {
            return Optional.empty();
        }
    }

    /// With ids of this mailbox: the list may be of another.
    AccessList renumbered(LongSupplier members) {
        return new AccessList(rows.stream().map(row -> row.legacyDn().isEmpty() ? row
                : new FolderPermission(members.getAsLong(), row.legacyDn(), row.name(), row.rights(), row.group()))
                .toList(),
                freeBusyChosen);
    }

    private boolean isWhole() {
        List<Long> members = rows.stream().map(FolderPermission::member).distinct().toList();
        return rows.size() <= ROWS_MAX && members.size() == rows.size() && members.contains(FolderPermission.DEFAULT)
                && members.contains(FolderPermission.ANONYMOUS) && rows.stream().allMatch(AccessList::isSound);
    }

    private static boolean isSound(FolderPermission row) {
        boolean reserved = row.member() == FolderPermission.DEFAULT || row.member() == FolderPermission.ANONYMOUS;
        return (row.rights() & ~FolderRights.VALID) == 0 && row.legacyDn().isEmpty() == reserved
                && row.legacyDn().length() <= TEXT_CHARS_MAX && row.name().length() <= TEXT_CHARS_MAX;
    }

    private static String text(ByteReader in) {
        return new String(in.bytes(in.u16()), StandardCharsets.UTF_8);
    }

    static Optional<AccessList> ofColumn(byte @Nullable [] column) {
        return column == null ? Optional.empty() : Optional.of(decode(column));
    }
}
