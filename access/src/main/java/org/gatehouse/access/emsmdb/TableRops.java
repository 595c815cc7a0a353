package org.gatehouse.access.emsmdb;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.gatehouse.access.emsmdb.ServerObject.TableObject;
import org.gatehouse.access.emsmdb.ServerObject.TableObject.Kind;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.rop.RopAbort;
import org.gatehouse.mapi.rop.RopCreateBookmark;
import org.gatehouse.mapi.rop.RopFindRow;
import org.gatehouse.mapi.rop.RopFreeBookmark;
import org.gatehouse.mapi.rop.RopGetStatus;
import org.gatehouse.mapi.rop.RopQueryColumnsAll;
import org.gatehouse.mapi.rop.RopQueryPosition;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopResetTable;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopRestrict;
import org.gatehouse.mapi.rop.RopSeekRow;
import org.gatehouse.mapi.rop.RopSeekRowBookmark;
import org.gatehouse.mapi.rop.RopSeekRowFractional;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSortTable;
import org.gatehouse.mapi.rop.Rows;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.Table;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// Tables ([MS-OXCTABL] 3.2.5). Everything is done when a response says so: asynchronous work is not begun when it is
/// asked for, as Exchange 2010 does not (product notes 1 to 36), so no table is busy and there is nothing to abort.
final class TableRops {
    static final int BEGINNING = 0;
    static final int CURRENT = 1;
    static final int END = 2;
    private static final int CUSTOM = 3;
    private static final int STATUS_COMPLETE = 0;
    static final int NO_ADVANCE = 0x01;
    /// EnablePackedBuffers ([MS-OXCTABL] 2.2.2.5.1).
    static final int PACKED = 0x02;
    private static final int FIND_BACKWARDS = 0x01;
    private static final int COLUMNS_MAX = 1000;
    /// Rows drawn from the store at a time while a response fills.
    private static final int BATCH_ROWS = 50;
    /// RopId, handle index, return value, origin, row count ([MS-OXCROPS] 2.2.5.4.2).
    private static final int ROWS_HEAD_BYTES = 9;
    private static final int FIND_HEAD_BYTES = 8;

    RopResponse setColumns(RopSetColumns.Request request, RopContext context) {
        TableObject table = context.table(request);
        List<PropertyTag> columns = request.columns();
        // A failure leaves the table without columns (3.2.5.2).
        table.setColumns(List.of());
        boolean valid = !columns.isEmpty() && columns.size() <= COLUMNS_MAX && columns.stream().allMatch(column ->
                column.type() != PropertyType.UNSPECIFIED && column.type() != PropertyType.ERROR_CODE
                        && column.type() != PropertyType.NULL);
        if (!valid) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "columns");
        }
        table.table().show(columns);
        table.setColumns(columns);
        return new RopSetColumns.Response(request.inputHandleIndex(), STATUS_COMPLETE);
    }

    RopResponse sort(RopSortTable.Request request, RopContext context) {
        TableObject table = supported(context.table(request), Kind.CONTENTS);
        table.table().sort(request.sortOrders());
        return new RopSortTable.Response(request.inputHandleIndex(), STATUS_COMPLETE);
    }

    RopResponse restrict(RopRestrict.Request request, RopContext context) {
        TableObject table = supported(context.table(request), Kind.CONTENTS, Kind.HIERARCHY);
        RestrictionDepth.require(request.restriction());
        table.table().restrict(Optional.ofNullable(request.restriction()));
        return new RopRestrict.Response(request.inputHandleIndex(), STATUS_COMPLETE);
    }

    RopResponse queryRows(RopQueryRows.Request request, RopContext context) {
        TableObject table = shown(context.table(request));
        int position = table.table().position();
        int count = table.table().count();
        int wanted = Math.min(request.rowCount(), request.forwardRead() ? count - position : position);
        int bytesMax = context.room() - ROWS_HEAD_BYTES;
        Rows rows = wanted == 0 ? Rows.NONE : request.forwardRead() ? fill(table, position, wanted, bytesMax)
                : fillBackwards(table, position, wanted, bytesMax);
        if (rows.count() == 0 && wanted > 0) {
            throw new MailboxException(ErrorCode.BUFFER_TOO_SMALL, "room for one row");
        }
        int moved = request.forwardRead() ? position + rows.count() : position - rows.count();
        if ((request.queryRowsFlags() & NO_ADVANCE) == 0) {
            table.table().moveTo(moved);
        }
        // Read backwards to the top, the cursor is at the beginning, as the text has it; 2010 says the end (note 25).
        int origin = request.forwardRead() ? moved >= count ? END : CURRENT : moved <= 0 ? BEGINNING : CURRENT;
        return new RopQueryRows.Response(request.inputHandleIndex(), origin, rows);
    }

    static Rows fill(TableObject table, int from, int wanted, int bytesMax) {
        var collector = new Rows.Collector(table.columns(), bytesMax, Math.min(wanted, 0xffff));
        int at = from;
        while (!collector.isFull()) {
            List<Table.Row> batch = table.table().rows(at, Math.min(BATCH_ROWS, from + wanted - at), table.columns());
            if (batch.isEmpty()) {
                break;
            }
            for (Table.Row row : batch) {
                if (!collector.add(new PropertyRow(row.cells()))) {
                    return collector.rows();
                }
            }
            at += batch.size();
        }
        return collector.rows();
    }

    /// The rows right before a position, in the table's order: those farther away that have no room are read from where
    /// the cursor is then.
    private static Rows fillBackwards(TableObject table, int before, int wanted, int bytesMax) {
        var measure = new Rows.Collector(table.columns(), bytesMax, Math.min(wanted, 0xffff));
        var rows = new ArrayDeque<PropertyRow>();
        boolean fits = true;
        for (int at = before; fits && !measure.isFull() && at > 0;) {
            int count = Math.min(BATCH_ROWS, at);
            List<Table.Row> batch = table.table().rows(at - count, count, table.columns());
            at -= count;
            for (int i = batch.size() - 1; i >= 0 && fits; i--) {
                var row = new PropertyRow(batch.get(i).cells());
                fits = measure.add(row);
                if (fits) {
                    rows.addFirst(row);
                }
            }
        }
        return Rows.of(table.columns(), List.copyOf(rows));
    }

    RopResponse find(RopFindRow.Request request, RopContext context) {
        TableObject table = shown(supported(context.table(request), Kind.CONTENTS, Kind.HIERARCHY));
        boolean backwards = (request.findRowFlags() & FIND_BACKWARDS) != 0;
        if (request.restriction() == null) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "no restriction to find by");
        }
        Table.Place place = place(request.origin(), request.bookmark(), table);
        RestrictionDepth.require(request.restriction());
        OptionalInt found = table.table().find(request.restriction(), place.position(), backwards);
        if (found.isEmpty()) {
            throw new MailboxException(ErrorCode.NOT_FOUND, "no such row");
        }
        table.table().moveTo(found.getAsInt());
        // The row comes along when there is room for it (3.2.5.14).
        Rows rows = fill(table, found.getAsInt(), 1, context.room() - FIND_HEAD_BYTES);
        return new RopFindRow.Response(request.inputHandleIndex(), place.gone(), rows);
    }

    RopResponse seek(RopSeekRow.Request request, RopContext context) {
        TableObject table = context.table(request);
        if (request.origin() == CUSTOM) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "origin");
        }
        int from = place(request.origin(), Bytes.EMPTY, table).position();
        int sought = move(table, from, request.rowCount());
        boolean less = request.wantRowMovedCount() && sought != request.rowCount();
        return new RopSeekRow.Response(request.inputHandleIndex(), less, request.wantRowMovedCount() ? sought : 0);
    }

    RopResponse seekBookmark(RopSeekRowBookmark.Request request, RopContext context) {
        TableObject table = shown(supported(context.table(request), Kind.CONTENTS, Kind.HIERARCHY));
        Table.Place place = place(CUSTOM, request.bookmark(), table);
        int sought = move(table, place.position(), request.rowCount());
        boolean less = request.wantRowMovedCount() && sought != request.rowCount();
        return new RopSeekRowBookmark.Response(request.inputHandleIndex(), place.gone(), less,
                request.wantRowMovedCount() ? sought : 0);
    }

    /// Moves the cursor and gives how far it went.
    private static int move(TableObject table, int from, int by) {
        int count = table.table().count();
        int start = Math.min(from, count);
        int target = Math.clamp((long) start + by, 0, count);
        table.table().moveTo(target);
        return target - start;
    }

    RopResponse seekFraction(RopSeekRowFractional.Request request, RopContext context) {
        TableObject table = context.table(request);
        long numerator = request.numerator() & 0xffff_ffffL;
        long denominator = request.denominator() & 0xffff_ffffL;
        if (denominator == 0) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "denominator");
        }
        int count = table.table().count();
        table.table().moveTo(numerator >= denominator ? count : (int) (count * numerator / denominator));
        return new RopSeekRowFractional.Response(request.inputHandleIndex());
    }

    RopResponse position(RopQueryPosition.Request request, RopContext context) {
        Table table = context.table(request).table();
        int position = table.position();
        return new RopQueryPosition.Response(request.inputHandleIndex(), position, Math.max(position, table.count()));
    }

    RopResponse createBookmark(RopCreateBookmark.Request request, RopContext context) {
        TableObject table = shown(supported(context.table(request), Kind.CONTENTS, Kind.HIERARCHY));
        return new RopCreateBookmark.Response(request.inputHandleIndex(), bookmark(table.table().mark()));
    }

    static Bytes bookmark(int mark) {
        return new ByteWriter(4).i32(mark).toBytes();
    }

    RopResponse freeBookmark(RopFreeBookmark.Request request, RopContext context) {
        TableObject table = shown(supported(context.table(request), Kind.CONTENTS, Kind.HIERARCHY));
        if (!table.table().unmark(markOf(request.bookmark()))) {
            throw new MailboxException(ErrorCode.INVALID_BOOKMARK, "bookmark");
        }
        return new RopFreeBookmark.Response(request.inputHandleIndex());
    }

    RopResponse columnsAll(RopQueryColumnsAll.Request request, RopContext context) {
        return new RopQueryColumnsAll.Response(request.inputHandleIndex(), context.table(request).table().allColumns());
    }

    RopResponse status(RopGetStatus.Request request, RopContext context) {
        TableObject _ = context.table(request);
        return new RopGetStatus.Response(request.inputHandleIndex(), STATUS_COMPLETE);
    }

    RopResponse abort(RopAbort.Request request, RopContext context) {
        TableObject _ = supported(context.table(request), Kind.CONTENTS, Kind.HIERARCHY);
        throw new MailboxException(ErrorCode.UNABLE_TO_ABORT, "nothing is under way");
    }

    /// Columns, restriction, order, bookmarks and place are forgotten ([MS-OXCTABL] 3.2.5.16).
    RopResponse reset(RopResetTable.Request request, RopContext context) {
        TableObject table = supported(context.table(request), Kind.CONTENTS);
        table.setColumns(List.of());
        table.table().reset();
        return new RopResetTable.Response(request.inputHandleIndex());
    }

    /// @throws MailboxException NOT_SUPPORTED for tables that the operation is not for
    static TableObject supported(TableObject table, Kind... kinds) {
        if (!Set.of(kinds).contains(table.kind())) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "not for a table of " + table.kind());
        }
        return table;
    }

    /// A table whose columns are set ([MS-OXCTABL] 3.2.5.2).
    static TableObject shown(TableObject table) {
        if (table.columns().isEmpty()) {
            throw new MailboxException(ErrorCode.NULL_OBJECT, "columns are not set");
        }
        return table;
    }

    private static Table.Place place(int origin, Bytes bookmark, TableObject table) {
        return switch (origin) {
            case BEGINNING -> new Table.Place(0, false);
            case CURRENT -> new Table.Place(table.table().position(), false);
            case END -> new Table.Place(table.table().count(), false);
            case CUSTOM -> table.table().marked(markOf(bookmark));
            default -> throw new MailboxException(ErrorCode.INVALID_PARAMETER, "origin");
        };
    }

    private static int markOf(Bytes bookmark) {
        if (bookmark.length() != Integer.BYTES) {
            throw new MailboxException(ErrorCode.INVALID_BOOKMARK, "bookmark");
        }
        return bookmark.reader().i32();
    }
}
