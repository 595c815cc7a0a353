package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.mapi.emsmdb.EcDoAsyncWaitEx;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.SortOrderSet;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.Notification;
import org.gatehouse.mapi.rop.Notification.RowId;
import org.gatehouse.mapi.rop.Notification.TableEvent;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetHierarchyTable;
import org.gatehouse.mapi.rop.RopNotify;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopPending;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopRegisterNotification;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSeekRow;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSetSearchCriteria;
import org.gatehouse.mapi.rop.RopSortTable;
import org.gatehouse.wire.Bytes;

/// A client that shows open tables and lives on what it is told of them: with each notification done as it says, its
/// rows are those that the server would give it anew ([MS-OXCNOTIF] 2.2.1.4.1.2, 3.1.4.3).
final class ModelWatch {
    private static final int WAIT_SECONDS_MAX = 10;
    private static final int FINDER = 10;
    private static final int ALL_TYPES = 0x01fe;
    private static final List<PropertyTag> FOLDER_COLUMNS = List.of(Tags.FOLDER_ID, Tags.DISPLAY_NAME,
            Tags.CONTENT_COUNT);

    private final ModelRun run;
    private final ModelSession session;
    private final List<Shown> tables = new ArrayList<>();

    /// A table and the rows that the client shows.
    private static final class Shown {
        final String name;
        final int handle;
        /// A table of the same rows that tells nothing.
        final int mirror;
        final List<PropertyTag> columns;
        final boolean contents;
        final List<PropertyRow> rows = new ArrayList<>();
        int told;

        Shown(String name, int handle, int mirror, List<PropertyTag> columns, boolean contents) {
            this.name = name;
            this.handle = handle;
            this.mirror = mirror;
            this.columns = columns;
            this.contents = contents;
        }

        private static ObjectId id(PropertyRow row) {
            return ObjectId.ofWire(row.cells().getFirst() instanceof Cell.Present(Value.Int64(long wire)) ? wire : 0);
        }

        private ObjectId id(RowId row) {
            return contents ? row.messageId() : row.folderId();
        }

        private void remove(RowId row) {
            rows.removeIf(each -> id(each).equals(id(row)));
        }

        /// False when it does not know the row to put it behind: what changed last is not told of yet.
        private boolean insert(RowId row, RowId behind, Bytes encoded) {
            PropertyRow read = PropertyRow.read(encoded.reader(), columns);
            ModelRun.same("the id in a told row of " + name, id(read), id(row));
            remove(row);
            int at = 0;
            if (id(behind).counter() != 0) {
                while (at < rows.size() && !id(rows.get(at)).equals(id(behind))) {
                    at++;
                }
                if (at++ == rows.size()) {
                    return false;
                }
            }
            rows.add(at, read);
            return true;
        }
    }

    /// @param session used for nothing else
    ModelWatch(ModelRun run, ModelSession session) {
        this.run = run;
        this.session = session;
        ObjectId top = run.model.top.id;
        messages("messages by subject", top, Tags.SUBJECT);
        messages("messages found everywhere", searchOf(top), ModelSession.GROUP);
        var reply = session.rops(FOLDER_COLUMNS, List.of(session.logon, ModelSession.NONE, ModelSession.NONE),
                new RopOpenFolder.Request(0, 0, 1, top, 0), new RopGetHierarchyTable.Request(0, 1, 2, 0),
                new RopSetColumns.Request(0, 2, 0, FOLDER_COLUMNS));
        var mirror = session.rops(FOLDER_COLUMNS, List.of(reply.handles().get(1), ModelSession.NONE),
                new RopGetHierarchyTable.Request(0, 0, 1, ModelSession.NO_NOTIFICATIONS),
                new RopSetColumns.Request(0, 1, 0, FOLDER_COLUMNS));
        show(new Shown("folders", reply.handles().get(2), mirror.handles().get(1), FOLDER_COLUMNS, false));
        // Whatever it is told beside, of the whole store, has to be well-formed at least.
        ModelSteps.refused("registering", session.rops(List.of(session.logon, ModelSession.NONE),
                new RopRegisterNotification.Request(0, 0, 1, ALL_TYPES, null)).responses().getFirst(), 0);
    }

    private ObjectId searchOf(ObjectId top) {
        var reply = session.rops(List.of(session.logon, ModelSession.NONE, ModelSession.NONE),
                new RopOpenFolder.Request(0, 0, 1, session.store.folderIds().get(FINDER), 0),
                new RopCreateFolder.Request(0, 1, 2, 2, false, 0, new Value.Text("Watched"), new Value.Text("")),
                new RopSetSearchCriteria.Request(0, 2, new org.gatehouse.mapi.property.Restriction.Exist(Tags.SUBJECT),
                        List.of(top), 0x06));
        ModelSteps.refused("searching", reply.responses().get(2), 0);
        session.release(reply.handles().get(2));
        return reply.get(1, RopCreateFolder.Response.class).folderId();
    }

    private void messages(String name, ObjectId folder, PropertyTag order) {
        show(new Shown(name, sorted(folder, order, 0), sorted(folder, order, ModelSession.NO_NOTIFICATIONS),
                ModelSession.COLUMNS, true));
    }

    private int sorted(ObjectId folder, PropertyTag order, int flags) {
        var reply = session.rops(List.of(session.logon, ModelSession.NONE, ModelSession.NONE),
                new RopOpenFolder.Request(0, 0, 1, folder, 0), new RopGetContentsTable.Request(0, 1, 2, flags),
                new RopSetColumns.Request(0, 2, 0, ModelSession.COLUMNS), new RopSortTable.Request(0, 2, 0,
                        SortOrderSet.of(List.of(new SortOrder(order, SortOrder.Direction.ASCENDING)))));
        return reply.handles().get(2);
    }

    private void show(Shown table) {
        tables.add(table);
        draw(table);
    }

    /// Shows the rows as they are now.
    private void draw(Shown table) {
        var reply = read(table, table.handle);
        table.rows.clear();
        table.rows.addAll(reply.get(1, RopQueryRows.Response.class).rows().read(table.columns));
        heed(reply.responses().subList(2, reply.responses().size()));
    }

    private EmsmdbClient.Reply read(Shown table, int handle) {
        return session.rops(table.columns, List.of(handle), new RopSeekRow.Request(0, 0, 0, 0, false),
                new RopQueryRows.Request(0, 0, 0, true, 1_000));
    }

    private boolean isToldMore() {
        var late = new CompletableFuture<Void>().completeOnTimeout(null, WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        try {
            return session.await(late).flags() == EcDoAsyncWaitEx.NOTIFICATION_PENDING;
        } catch (RpcFault cancelled) { // nothing for so long
            return false;
        }
    }

    private List<PropertyRow> real(Shown table) {
        var reply = read(table, table.mirror);
        heed(reply.responses().subList(2, reply.responses().size()));
        return reply.get(1, RopQueryRows.Response.class).rows().read(table.columns);
    }

    private void heed(List<RopResponse> told) {
        for (RopResponse response : told) {
            if (response instanceof RopNotify.Response note) {
                tables.stream().filter(table -> table.handle == note.notificationHandle()).findFirst()
                        .ifPresent(table -> heed(table, note.notification()));
            } else if (!(response instanceof RopPending.Response)) {
                throw new AssertionError("not asked for: " + response);
            }
        }
    }

    private void heed(Shown table, Notification notification) {
        table.told++;
        if (!(notification instanceof Notification.TableModified(boolean contents, boolean _, TableEvent event))) {
            throw new AssertionError(table.name + " is told " + notification);
        }
        switch (event) {
            case TableEvent.Changed() -> draw(table);
            case TableEvent.RowAdded(RowId row, RowId behind, Bytes encoded) -> insert(table, row, behind, encoded);
            case TableEvent.RowDeleted(RowId row) -> table.remove(row);
            case TableEvent.RowModified(RowId row, RowId behind, Bytes encoded) ->
                insert(table, row, behind, encoded);
            case TableEvent.RestrictionChanged() -> throw new AssertionError("nothing is asynchronous here");
        }
        ModelRun.same("whether " + table.name + " has messages", contents || event instanceof TableEvent.Changed,
                table.contents || event instanceof TableEvent.Changed);
    }

    private void insert(Shown table, RowId row, RowId behind, Bytes encoded) {
        if (!table.insert(row, behind, encoded)) {
            draw(table);
        }
    }

    /// Waits and heeds until each table shows what is there.
    void compare() {
        for (Shown table : tables) {
            List<PropertyRow> real = real(table);
            while (!table.rows.equals(real)) {
                if (!isToldMore()) {
                    ModelRun.same(table.name + " as told " + table.told + " times", table.rows, real);
                }
                heed(session.rops(List.of()).responses());
                real = real(table);
            }
        }
    }
}
