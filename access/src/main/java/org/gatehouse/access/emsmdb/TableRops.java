package org.gatehouse.access.emsmdb;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.gatehouse.access.emsmdb.ServerObject.TableObject;
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

/// Tables ([MS-OXCTABL] 3.2.5). Everything is done when a response says so: no asynchronous table work.
final class TableRops {
    static final int BEGINNING = 0;
    static final int CURRENT = 1;
    static final int END = 2;
    private static final int CUSTOM = 3;
    private static final int STATUS_COMPLETE = 0;
    private static final int NO_ADVANCE = 0x01;
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
        boolean valid = !columns.isEmpty() && columns.size() <= COLUMNS_MAX && columns.stream().allMatch(column ->
                column.type() != PropertyType.UNSPECIFIED && column.type() != PropertyType.ERROR_CODE
                        && column.type() != PropertyType.NULL);
        if (!valid) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "columns");
        }
        if (columns.stream().anyMatch(column -> (column.typeCode() & PropertyType.INSTANCE) != 0)) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "columns of single instances");
        }
        table.setColumns(columns);
        return new RopSetColumns.Response(request.inputHandleIndex(), STATUS_COMPLETE);
    }

    RopResponse sort(RopSortTable.Request request, RopContext context) {
        TableObject table = context.table(request);
        if (table.kind() != TableObject.Kind.CONTENTS) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "sorting of such tables");
        }
        if (request.sortOrders().categorized() > 0) {
            throw new MailboxException(ErrorCode.TOO_COMPLEX, "categories");
        }
        table.table().sort(request.sortOrders().orders());
        table.startOver();
        return new RopSortTable.Response(request.inputHandleIndex(), STATUS_COMPLETE);
    }

    RopResponse restrict(RopRestrict.Request request, RopContext context) {
        TableObject table = context.table(request);
        if (table.kind() == TableObject.Kind.ATTACHMENTS) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "restriction of such tables");
        }
        table.table().restrict(Optional.ofNullable(request.restriction()));
        table.startOver();
        return new RopRestrict.Response(request.inputHandleIndex(), STATUS_COMPLETE);
    }

    RopResponse queryRows(RopQueryRows.Request request, RopContext context) {
        TableObject table = shown(context.table(request));
        int count = table.table().count();
        int position = Math.min(table.position(), count);
        int wanted = Math.min(request.rowCount(), request.forwardRead() ? count - position : position);
        int from = request.forwardRead() ? position : position - wanted;
        Rows rows = wanted == 0 ? Rows.NONE : fill(table, from, wanted, context.room() - ROWS_HEAD_BYTES);
        if (rows.count() == 0 && wanted > 0) {
            throw new MailboxException(ErrorCode.BUFFER_TOO_SMALL, "room for one row");
        }
        // Backwards, what does not fit is cut at the far end of the rows, next to the old place.
        int moved = request.forwardRead() ? position + rows.count() : from;
        if ((request.queryRowsFlags() & NO_ADVANCE) == 0) {
            table.moveTo(moved);
        }
        int origin = request.forwardRead() ? moved >= count ? END : CURRENT : moved <= 0 ? BEGINNING : CURRENT;
        return new RopQueryRows.Response(request.inputHandleIndex(), origin, rows);
    }

    private static Rows fill(TableObject table, int from, int wanted, int bytesMax) {
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

    RopResponse find(RopFindRow.Request request, RopContext context) {
        TableObject table = shown(context.table(request));
        boolean backwards = (request.findRowFlags() & FIND_BACKWARDS) != 0;
        if (request.restriction() == null) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "no restriction to find by");
        }
        Place place = place(request.origin(), request.bookmark(), table);
        OptionalInt found = table.table().find(request.restriction(), place.position, backwards);
        if (found.isEmpty()) {
            throw new MailboxException(ErrorCode.NOT_FOUND, "no such row");
        }
        table.moveTo(found.getAsInt());
        Rows rows = fill(table, found.getAsInt(), 1, context.room() - FIND_HEAD_BYTES);
        if (rows.count() == 0) {
            throw new MailboxException(ErrorCode.BUFFER_TOO_SMALL, "room for one row");
        }
        return new RopFindRow.Response(request.inputHandleIndex(), place.gone, rows);
    }

    RopResponse seek(RopSeekRow.Request request, RopContext context) {
        TableObject table = context.table(request);
        if (request.origin() == CUSTOM) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "origin");
        }
        int from = place(request.origin(), Bytes.EMPTY, table).position;
        int sought = move(table, from, request.rowCount());
        boolean less = request.wantRowMovedCount() && sought != request.rowCount();
        return new RopSeekRow.Response(request.inputHandleIndex(), less, request.wantRowMovedCount() ? sought : 0);
    }

    RopResponse seekBookmark(RopSeekRowBookmark.Request request, RopContext context) {
        TableObject table = shown(context.table(request));
        Place place = place(CUSTOM, request.bookmark(), table);
        int sought = move(table, place.position, request.rowCount());
        boolean less = request.wantRowMovedCount() && sought != request.rowCount();
        return new RopSeekRowBookmark.Response(request.inputHandleIndex(), place.gone, less,
                request.wantRowMovedCount() ? sought : 0);
    }

    /// Moves the cursor and gives how far it went.
    private static int move(TableObject table, int from, int by) {
        int count = table.table().count();
        int start = Math.min(from, count);
        int target = Math.clamp((long) start + by, 0, count);
        table.moveTo(target);
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
        table.moveTo(numerator >= denominator ? count : (int) (count * numerator / denominator));
        return new RopSeekRowFractional.Response(request.inputHandleIndex());
    }

    RopResponse position(RopQueryPosition.Request request, RopContext context) {
        TableObject table = context.table(request);
        int count = table.table().count();
        return new RopQueryPosition.Response(request.inputHandleIndex(), Math.min(table.position(), count), count);
    }

    RopResponse createBookmark(RopCreateBookmark.Request request, RopContext context) {
        TableObject table = shown(context.table(request));
        int position = Math.min(table.position(), table.table().count());
        var bookmark = new TableObject.Bookmark(table.table().idAt(position).orElse(null), position);
        OptionalInt number = table.addBookmark(bookmark);
        if (number.isEmpty()) {
            throw new MailboxException(ErrorCode.OUT_OF_RESOURCES, "too many bookmarks");
        }
        return new RopCreateBookmark.Response(request.inputHandleIndex(),
                new ByteWriter(4).i32(number.getAsInt()).toBytes());
    }

    RopResponse freeBookmark(RopFreeBookmark.Request request, RopContext context) {
        TableObject table = shown(context.table(request));
        if (!table.freeBookmark(bookmarkNumber(request.bookmark()))) {
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
        TableObject _ = context.table(request);
        throw new MailboxException(ErrorCode.UNABLE_TO_ABORT, "nothing is under way");
    }

    /// Columns, restriction, order, bookmarks and place are forgotten ([MS-OXCTABL] 3.2.5.16).
    RopResponse reset(RopResetTable.Request request, RopContext context) {
        TableObject table = context.table(request);
        table.setColumns(List.of());
        table.table().restrict(Optional.empty());
        if (table.kind() == TableObject.Kind.CONTENTS) {
            table.table().sort(List.of());
        }
        table.startOver();
        return new RopResetTable.Response(request.inputHandleIndex());
    }

    /// A table whose columns are set ([MS-OXCTABL] 3.2.5.2).
    private static TableObject shown(TableObject table) {
        if (table.columns().isEmpty()) {
            throw new MailboxException(ErrorCode.NULL_OBJECT, "columns are not set");
        }
        return table;
    }

    /// @param gone whether the bookmark's row is no longer there
    private record Place(int position, boolean gone) {}

    private static Place place(int origin, Bytes bookmark, TableObject table) {
        return switch (origin) {
            case BEGINNING -> new Place(0, false);
            case CURRENT -> new Place(table.position(), false);
            case END -> new Place(table.table().count(), false);
            case CUSTOM -> bookmarked(bookmark, table);
            default -> throw new MailboxException(ErrorCode.INVALID_PARAMETER, "origin");
        };
    }

    private static Place bookmarked(Bytes bookmark, TableObject table) {
        TableObject.Bookmark found = table.bookmark(bookmarkNumber(bookmark));
        if (found == null) {
            throw new MailboxException(ErrorCode.INVALID_BOOKMARK, "bookmark");
        }
        if (found.row() == null) {
            return new Place(Math.min(found.position(), table.table().count()), false);
        }
        OptionalInt now = table.table().positionOf(found.row());
        return now.isPresent() ? new Place(now.getAsInt(), false)
                : new Place(Math.min(found.position(), table.table().count()), true);
    }

    private static int bookmarkNumber(Bytes bookmark) {
        if (bookmark.length() != Integer.BYTES) {
            throw new MailboxException(ErrorCode.INVALID_BOOKMARK, "bookmark");
        }
        return bookmark.reader().i32();
    }
}
