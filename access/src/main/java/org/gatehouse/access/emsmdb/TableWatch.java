package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.access.emsmdb.ServerObject.TableObject;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.rop.Notification;
import org.gatehouse.mapi.rop.Notification.RowId;
import org.gatehouse.mapi.rop.Notification.TableEvent;
import org.gatehouse.mapi.rop.RopId;
import org.gatehouse.mapi.rop.RopNotify;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.RowChange;
import org.gatehouse.store.RowChange.Touched;
import org.gatehouse.store.RowChange.Touched.How;
import org.gatehouse.store.StoreEvent;
import org.gatehouse.wire.ByteWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The automatic subscription of a table ([MS-OXCNOTIF] 3.1.4.3): begins with the first operation that makes the server
/// look at the rows, stops with RopResetTable until the next such operation, ends with the table.
///
/// The store's threads only note which objects were touched; what their rows look like is read when the client fetches
/// the notification, so that a row is never older than what the client could read itself.
final class TableWatch {
    private static final Logger LOG = LoggerFactory.getLogger(TableWatch.class);
    /// The operations that create a view, by 3.1.4.3.
    private static final Set<RopId> VIEWING = EnumSet.of(RopId.COLLAPSE_ROW, RopId.EXPAND_ROW, RopId.FIND_ROW,
            RopId.QUERY_COLUMNS_ALL, RopId.QUERY_POSITION, RopId.QUERY_ROWS, RopId.SEEK_ROW,
            RopId.SEEK_ROW_FRACTIONAL, RopId.SEEK_ROW_BOOKMARK);
    /// After these the client reads its rows anew: what it was to be told of the old ones is moot.
    private static final Set<RopId> STARTING_OVER = EnumSet.of(RopId.SORT_TABLE, RopId.RESTRICT);
    private static final Set<StoreEvent.Kind> KINDS = EnumSet.complementOf(
            EnumSet.of(StoreEvent.Kind.SEARCH_COMPLETE, StoreEvent.Kind.NEW_MAIL));
    /// A longer row is not sent; the client is told that the table changed. It has to fit beside other responses.
    private static final int ROW_BYTES_MAX = 8 << 10;

    /// What a table shows.
    ///
    /// @param deep folders of all levels
    /// @param othersOnly whether what the client itself does to folders is not told ([MS-OXCFOLD] 2.2.1.13.1,
    /// SuppressesNotifications)
    record Scope(ObjectId folder, boolean deep, boolean associated, boolean deleted, boolean othersOnly) {}

    private final Session session;
    private final TableObject table;
    private final Scope scope;
    private final int handle;
    private MailboxSession.@Nullable Subscription subscription;

    TableWatch(Session session, TableObject table, Scope scope, int handle) {
        this.session = session;
        this.table = table;
        this.scope = scope;
        this.handle = handle;
    }

    /// To be called before an operation: what happens from then on is told.
    static void before(RopRequest request, RopContext context) {
        if (VIEWING.contains(request.id())) {
            of(request, context).ifPresent(TableWatch::begin);
        }
    }

    /// To be called after an operation that succeeded.
    static void after(RopRequest request, RopContext context) {
        if (request.id() == RopId.RESET_TABLE) {
            of(request, context).ifPresent(TableWatch::end);
        } else if (STARTING_OVER.contains(request.id())) {
            of(request, context).ifPresent(watch -> watch.session.backlog().forget(watch.handle));
        }
    }

    private static Optional<TableWatch> of(RopRequest request, RopContext context) {
        return context.session().objects().find(context.handleAt(request.inputHandleIndex()), request.logonId())
                instanceof ObjectTable.Lookup.Found(TableObject table) ? Optional.ofNullable(table.watch())
                : Optional.empty();
    }

    private void begin() {
        if (subscription == null) {
            Optional<ObjectId> folder = scope.deep ? Optional.empty() : Optional.of(scope.folder);
            try {
                var filter = new StoreEvent.Filter(KINDS, folder, Optional.empty());
                MailboxSession mailbox = table.logon().mailbox();
                subscription = scope.othersOnly ? mailbox.subscribeToOthers(filter, this::note)
                        : mailbox.subscribe(filter, this::note);
            } catch (MailboxException refused) {
                // The third choice of 3.1.4.3: a table that tells of nothing is better than one that cannot be read.
                LOG.debug("no notifications of a table: {}", refused.getMessage());
            }
        }
    }

    void end() {
        MailboxSession.Subscription open = subscription;
        if (open != null) {
            open.close();
            subscription = null;
        }
        session.backlog().forget(handle);
    }

    /// On a thread of the store.
    private void note(StoreEvent event) {
        int logonId = table.logon().id();
        if (event.kind() == StoreEvent.Kind.TABLE_CHANGED) {
            session.backlog().add(Notice.OfTable.of(handle, logonId, List.of()));
        } else if (event.isMessage() == (table.kind() == TableObject.Kind.CONTENTS) && concerns(event)) {
            session.backlog().add(Notice.OfTable.of(handle, logonId, touched(event)));
        }
    }

    /// Whether it is about a row, rather than the folder whose table this is or a message of its other table. Of a
    /// message whose flags were not at hand the table itself has to say. Softly deleted objects only come, go and are
    /// restored.
    private boolean concerns(StoreEvent event) {
        boolean restored = event.kind() == StoreEvent.Kind.MOVED
                && (scope.deep || event.oldFolder().equals(Optional.of(scope.folder)));
        if (scope.deleted && event.kind() != StoreEvent.Kind.DELETED && !restored) {
            return false;
        }
        return event.isMessage() ? event.messageFlags() == 0 || event.isAssociated() == scope.associated
                : !event.object().equals(scope.folder);
    }

    /// None for "some rows": which they are is not known of restored objects, and those below a folder that moves in a
    /// table of several levels change with it.
    private List<Touched> touched(StoreEvent event) {
        ObjectId folder = event.isMessage() ? event.folder() : event.object();
        boolean moved = event.kind() == StoreEvent.Kind.MOVED;
        if (moved && (scope.deleted || scope.deep)) {
            return List.of();
        } else if (scope.deleted) {
            return List.of(new Touched(folder, event.object(), How.FELL));
        }
        var touched = new ArrayList<Touched>(2);
        switch (event.kind()) {
            case CREATED, COPIED -> come(event, folder, touched);
            case DELETED -> touched.add(new Touched(folder, event.object(), How.WENT));
            case MODIFIED -> touched.add(new Touched(folder, event.object(), How.CHANGED));
            case MOVED -> {
                boolean within = event.oldObject().equals(Optional.of(event.object()));
                boolean left = event.oldFolder().equals(Optional.of(scope.folder));
                if (left && !(within && event.folder().equals(scope.folder))) {
                    ObjectId old = event.oldObject().orElseThrow();
                    touched.add(new Touched(event.isMessage() ? scope.folder : old, old, How.WENT));
                }
                come(event, folder, touched);
            }
            case NEW_MAIL, SEARCH_COMPLETE, TABLE_CHANGED -> throw new IllegalStateException("not asked for");
        }
        return touched;
    }

    /// A copy out of the folder, or a move, brings nothing into it.
    private void come(StoreEvent event, ObjectId folder, List<Touched> touched) {
        boolean here = event.searchFolder().orElse(event.folder()).equals(scope.folder);
        if (here || scope.deep) {
            boolean renamed = event.kind() == StoreEvent.Kind.MOVED && event.oldObject().equals(
                    Optional.of(event.object())) && event.oldFolder().equals(Optional.of(event.folder()));
            touched.add(new Touched(folder, event.object(), renamed ? How.CHANGED : How.CAME));
        }
    }

    /// The notifications of a notice, under the session's turn.
    List<RopNotify.Response> responses(Notice.OfTable notice) {
        List<RowChange> changes = notice.isBasic() || table.columns().isEmpty() ? null
                : table.table().follow(List.copyOf(notice.touched().values()), table.columns()).orElse(null);
        if (changes == null) {
            return basic(notice);
        }
        var responses = new ArrayList<RopNotify.Response>(changes.size());
        for (RowChange change : changes) {
            Optional<TableEvent> event = event(change);
            if (event.isEmpty()) {
                return basic(notice);
            }
            boolean contents = table.kind() == TableObject.Kind.CONTENTS;
            boolean found = contents && !change.row().folder().equals(scope.folder);
            responses.add(new RopNotify.Response(handle, notice.logonId(),
                    new Notification.TableModified(contents, found, event.get())));
        }
        return responses;
    }

    static List<RopNotify.Response> basic(Notice.OfTable notice) {
        return List.of(new RopNotify.Response(notice.handle(), notice.logonId(),
                new Notification.TableModified(false, false, new TableEvent.Changed())));
    }

    /// None for a row that is too long.
    private Optional<TableEvent> event(RowChange change) {
        return switch (change) {
            case RowChange.Deleted(RowChange.RowId row) -> Optional.of(new TableEvent.RowDeleted(id(row)));
            case RowChange.Added(RowChange.RowId row, Optional<RowChange.RowId> after, var cells) ->
                encoded(cells).map(bytes -> new TableEvent.RowAdded(id(row), behind(after), bytes));
            case RowChange.Modified(RowChange.RowId row, Optional<RowChange.RowId> after, var cells) ->
                encoded(cells).map(bytes -> new TableEvent.RowModified(id(row), behind(after), bytes));
        };
    }

    private Optional<org.gatehouse.wire.Bytes> encoded(List<org.gatehouse.mapi.property.Cell> cells) {
        var out = new ByteWriter(256);
        new PropertyRow(cells).write(out, table.columns());
        return out.size() > ROW_BYTES_MAX ? Optional.empty() : Optional.of(out.toBytes());
    }

    private RowId behind(Optional<RowChange.RowId> row) {
        return row.map(this::id).orElseGet(table.kind() == TableObject.Kind.CONTENTS ? RowId::noMessage
                : RowId::noFolder);
    }

    /// Rows without instances are their object's only ones: [MS-OXCTABL] 2.2.1.2 numbers them 0.
    private RowId id(RowChange.RowId row) {
        return new RowId(row.folder(), row.object().orElse(null), 0);
    }
}
