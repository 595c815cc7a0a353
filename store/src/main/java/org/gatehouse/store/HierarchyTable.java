package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// The folders below a folder; all levels come parents first, so that clients can hang each under what they have.
final class HierarchyTable extends RowTable<HierarchyTable.Level> {
    private final long fid;
    private final HierarchyScope scope;

    HierarchyTable(SqlMailboxSession session, long fid, HierarchyScope scope) {
        super(session);
        this.fid = fid;
        this.scope = scope;
    }

    /// @param depth 0 for children
    record Level(FolderRow row, int depth) {}

    @Override
    long generation() {
        return mailbox.hierarchyGeneration().get();
    }

    @Override
    void scan(Sql sql, Optional<Restriction> wanted, List<PropertyTag> keys, Visitor visitor) throws SQLException {
        RowMatcher matcher = wanted.map(this::matcher).orElse(null);
        scan(sql, fid, 0, level -> {
            RowValues values = values(sql, level);
            if (matcher == null || matcher.matches(values)) {
                visitor.visit(level.row.fid(), values, false);
            }
        });
    }

    /// Sees one folder.
    private interface LevelVisitor {
        void visit(Level level) throws SQLException;
    }

    private void scan(Sql sql, long parent, int depth, LevelVisitor visitor) throws SQLException {
        if (scope.deleted()) {
            scanDeleted(sql, parent, depth, visitor);
            return;
        }
        for (FolderRow row : FolderRow.children(sql, session, parent)) {
            visitor.visit(new Level(row, depth));
            if (scope.allLevels() && row.hasChildren()) {
                scan(sql, row.fid(), depth + 1, visitor);
            }
        }
    }

    /// Those that were deleted from here and, over all levels, from the folders that still are below.
    private void scanDeleted(Sql sql, long parent, int depth, LevelVisitor visitor) throws SQLException {
        for (FolderRow row : FolderRow.deletedChildren(sql, session, parent)) {
            visitor.visit(new Level(row, depth));
            if (scope.allLevels()) {
                scanDeleted(sql, row.fid(), depth + 1, visitor);
            }
        }
        for (FolderRow row : scope.allLevels() ? FolderRow.children(sql, session, parent) : List.<FolderRow>of()) {
            scanDeleted(sql, row.fid(), depth + 1, visitor);
        }
    }

    @Override
    Optional<Level> load(Sql sql, long id) throws SQLException {
        Optional<FolderRow> row = FolderRow.find(sql, session, id, scope.deleted());
        if (row.isEmpty()) {
            return Optional.empty();
        }
        int depth = 0;
        long parent = row.get().parent();
        while (parent != fid) {
            Optional<FolderRow> above = FolderRow.find(sql, mailbox, parent);
            if (above.isEmpty() || above.get().parent() == parent) {
                return Optional.empty();
            }
            parent = above.get().parent();
            depth++;
        }
        return Optional.of(new Level(row.get(), depth));
    }

    @Override
    RowValues values(Sql sql, Level level) {
        return new RowValues() {
            @Override
            public Optional<Value> value(PropertyTag tag) throws SQLException {
                return session.reads().computed(sql, level.row, tag).or(() -> level.row.bag().entry(tag)
                        .flatMap(entry -> entry.stored() instanceof Stored.Here(Value value) ? Optional.of(value)
                                : Optional.empty()));
            }

            @Override
            public List<RowValues> parts(PropertyTag subObject) {
                return List.of();
            }
        };
    }

    @Override
    Cell cell(Sql sql, Level level, int instance, PropertyTag column) throws SQLException {
        if (column.id() == Tags.DEPTH.id()) {
            return new Cell.Present(new Value.Int32(level.depth));
        }
        return Cells.cell(column, session.reads().computed(sql, level.row, column), level.row.bag(),
                session.caller().codePage(), _ -> Cells.tooLong());
    }

    @Override
    public List<PropertyTag> allColumns() {
        var columns = new ArrayList<>(FolderRow.computedTags());
        columns.addAll(List.of(Tags.DEPTH, Tags.CREATION_TIME, Tags.LAST_MODIFICATION_TIME, Tags.COMMENT,
                Tags.CONTAINER_CLASS));
        return columns;
    }
}
