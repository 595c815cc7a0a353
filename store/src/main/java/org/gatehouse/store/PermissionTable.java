package org.gatehouse.store;

import java.util.List;
import java.util.Optional;
import java.sql.SQLException;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;

/// The permission list of a folder as a table ([MS-OXCPERM] 3.2.5.1). A row's id is its place, counted from 1.
final class PermissionTable extends RowTable<FolderPermission> {
    private static final List<PropertyTag> COLUMNS = List.of(Tags.MEMBER_ID, Tags.MEMBER_NAME, Tags.MEMBER_RIGHTS,
            Tags.ENTRY_ID);

    private final long fid;
    private final boolean calendar;
    private final boolean withFreeBusy;

    PermissionTable(SqlMailboxSession session, long fid, boolean calendar, boolean withFreeBusy) {
        super(session);
        this.fid = fid;
        this.calendar = calendar;
        this.withFreeBusy = withFreeBusy;
    }

    @Override
    long generation() {
        return mailbox.hierarchyGeneration().get();
    }

    private List<FolderPermission> rows(Sql sql) throws SQLException {
        return FolderRow.find(sql, session, fid)
                .orElseThrow(() -> new MailboxException(ErrorCode.ACCESS_DENIED, "the folder is not visible"))
                .accessList(mailbox).shown(calendar, withFreeBusy);
    }

    @Override
    void scan(Sql sql, Optional<Restriction> wanted, List<PropertyTag> keys, Visitor visitor) throws SQLException {
        RowMatcher matcher = wanted.map(this::matcher).orElse(null);
        long id = 0;
        for (FolderPermission row : rows(sql)) {
            id++;
            if (matcher == null || matcher.matches(values(sql, row))) {
                visitor.visit(id, values(sql, row), false);
            }
        }
    }

    @Override
    Optional<FolderPermission> load(Sql sql, long id) throws SQLException {
        List<FolderPermission> rows = rows(sql);
        return id < 1 || id > rows.size() ? Optional.empty() : Optional.of(rows.get((int) id - 1));
    }

    @Override
    RowValues values(Sql sql, FolderPermission row) {
        return new RowValues() {
            @Override
            public Optional<Value> value(PropertyTag tag) {
                return PermissionTable.value(row, tag);
            }

            @Override
            public List<RowValues> parts(PropertyTag subObject) {
                return List.of();
            }
        };
    }

    private static Optional<Value> value(FolderPermission row, PropertyTag tag) {
        if (tag.id() == Tags.MEMBER_ID.id()) {
            return Optional.of(new Value.Int64(row.member()));
        } else if (tag.id() == Tags.MEMBER_NAME.id()) {
            return Optional.of(new Value.Text(row.name()));
        } else if (tag.id() == Tags.MEMBER_RIGHTS.id()) {
            return Optional.of(new Value.Int32(row.rights()));
        } else if (tag.id() == Tags.ENTRY_ID.id()) {
            // [MS-OXCPERM] 2.2.4: the reserved rows have none.
            return Optional.of(new Value.Binary(row.legacyDn().isEmpty() ? Bytes.EMPTY
                    : new AddressBookEntryId(row.group() ? AddressBookEntryId.DISTRIBUTION_LIST
                            : AddressBookEntryId.USER, row.legacyDn()).encode()));
        }
        return Optional.empty();
    }

    @Override
    Cell cell(Sql sql, FolderPermission row, int instance, PropertyTag column) {
        return Cells.cell(column, value(row, column), new PropertyBag(), session.caller().codePage(),
                _ -> Cells.tooLong());
    }

    @Override
    public List<PropertyTag> allColumns() {
        return COLUMNS;
    }
}
