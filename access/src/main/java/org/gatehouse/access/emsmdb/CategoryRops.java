package org.gatehouse.access.emsmdb;

import org.gatehouse.access.emsmdb.ServerObject.TableObject;
import org.gatehouse.access.emsmdb.ServerObject.TableObject.Kind;
import org.gatehouse.mapi.rop.RopCollapseRow;
import org.gatehouse.mapi.rop.RopExpandRow;
import org.gatehouse.mapi.rop.RopGetCollapseState;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSetCollapseState;
import org.gatehouse.mapi.rop.Rows;
import org.gatehouse.store.Table;

/// Categories of contents tables ([MS-OXCTABL] 3.2.5.17 to 3.2.5.20).
final class CategoryRops {
    /// RopId, handle index, return value, ExpandedRowCount, RowCount ([MS-OXCROPS] 2.2.5.16.2).
    private static final int EXPAND_HEAD_BYTES = 12;

    private static TableObject categorized(TableObject table) {
        return TableRops.shown(TableRops.supported(table, Kind.CONTENTS));
    }

    /// The rows of the category that were asked for and have room come along.
    RopResponse expand(RopExpandRow.Request request, RopContext context) {
        TableObject table = categorized(context.table(request));
        Table.Expanded expanded = table.table().expand(request.categoryId());
        int wanted = Math.min(request.maxRowCount(), expanded.rows());
        Rows rows = wanted == 0 ? Rows.NONE
                : TableRops.fill(table, expanded.header() + 1, wanted, context.room() - EXPAND_HEAD_BYTES);
        return new RopExpandRow.Response(request.inputHandleIndex(), expanded.rows(), rows);
    }

    RopResponse collapse(RopCollapseRow.Request request, RopContext context) {
        TableObject table = categorized(context.table(request));
        return new RopCollapseRow.Response(request.inputHandleIndex(), table.table().collapse(request.categoryId()));
    }

    RopResponse getState(RopGetCollapseState.Request request, RopContext context) {
        TableObject table = categorized(context.table(request));
        return new RopGetCollapseState.Response(request.inputHandleIndex(),
                table.table().collapseState(request.rowId(), request.rowInstanceNumber()));
    }

    RopResponse setState(RopSetCollapseState.Request request, RopContext context) {
        TableObject table = categorized(context.table(request));
        int mark = table.table().setCollapseState(request.collapseState());
        return new RopSetCollapseState.Response(request.inputHandleIndex(), TableRops.bookmark(mark));
    }
}
