package org.gatehouse.store;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gatehouse.database.Sql;
import org.jspecify.annotations.Nullable;

/// The visible rows of a table in order, as of one state of what it shows.
interface RowView {
    int size();

    /// Up to `count` rows from `from` on.
    List<Ref> slice(Sql sql, int from, int count) throws SQLException;

    /// Where a row is that was at `position` of `before`, or the row that followed it.
    Table.Place place(Sql sql, Ref row, int position, RowView before) throws SQLException;

    /// Where a row stands; none when it is not there.
    Optional<Spot> spot(Sql sql, long id) throws SQLException;

    /// @param before the row before it; null at the top
    record Spot(@Nullable Ref before) {}

    /// One row.
    ///
    /// @param id the object's; of a header, the category's
    /// @param instance 0, or which value of the multi-valued property, from 1
    /// @param key what the row is ordered by, where the order is one number
    /// @param header whether it is a category's header
    record Ref(long id, int instance, long key, boolean header) {
        static Ref of(long id) {
            return new Ref(id, 0, 0, false);
        }

        boolean isSame(Ref other) {
            return id == other.id && instance == other.instance && header == other.header;
        }
    }

    /// A view whose rows are all in memory.
    abstract class Drawn implements RowView {
        private static final int PROBES_MAX = 4;
        private @Nullable Map<Ref, Integer> positions;

        abstract Ref ref(int position);

        @Override
        public List<Ref> slice(Sql sql, int from, int count) {
            return IntStream.range(from, (int) Math.min(size(), (long) from + count)).mapToObj(this::ref).toList();
        }

        @Override
        public Optional<Spot> spot(Sql sql, long id) {
            int at = positionOf(Ref.of(id));
            return at < 0 ? Optional.empty() : Optional.of(new Spot(at == 0 ? null : ref(at - 1)));
        }

        /// -1 when it is not there.
        int positionOf(Ref row) {
            for (int at = 0; at < size(); at++) {
                if (ref(at).isSame(row)) {
                    return at;
                }
            }
            return -1;
        }

        @Override
        public Table.Place place(Sql sql, Ref row, int position, RowView before) {
            int found = positionOf(row);
            if (found >= 0) {
                return new Table.Place(found, false);
            }
            if (before instanceof Drawn drawn) {
                for (int next = position + 1, probes = 0; next < drawn.size(); next++, probes++) {
                    int at = probes < PROBES_MAX ? positionOf(drawn.ref(next)) : indexed(drawn.ref(next));
                    if (at >= 0) {
                        return new Table.Place(at, true);
                    }
                }
            }
            return new Table.Place(before instanceof Drawn ? size() : Math.min(position, size()), true);
        }

        private int indexed(Ref row) {
            Map<Ref, Integer> known = positions;
            if (known == null) {
                known = new HashMap<>();
                for (int at = 0; at < size(); at++) {
                    known.put(keyless(ref(at)), at);
                }
                positions = known;
            }
            return Optional.ofNullable(known.get(keyless(row))).orElse(-1);
        }

        private static Ref keyless(Ref row) {
            return new Ref(row.id, row.instance, 0, row.header);
        }
    }

    /// Rows by their ids.
    final class Listed extends Drawn {
        private final long[] ids;
        private final int @Nullable [] instances;

        /// @param instances none when no row has any
        Listed(long[] ids, int @Nullable [] instances) {
            this.ids = ids;
            this.instances = instances;
        }

        @Override
        public int size() {
            return ids.length;
        }

        @Override
        Ref ref(int position) {
            return new Ref(ids[position], instances == null ? 0 : instances[position], 0, false);
        }
    }

    /// Messages by the lines of their folder's index.
    final class Indexed extends Drawn {
        private final MessageLine[] lines;

        Indexed(MessageLine[] lines) {
            this.lines = lines;
        }

        @Override
        public int size() {
            return lines.length;
        }

        @Override
        Ref ref(int position) {
            return Ref.of(lines[position].mid());
        }

        MessageLine line(int position) {
            return lines[position];
        }

        @Override
        int positionOf(Ref row) {
            for (int at = 0; at < lines.length; at++) {
                if (lines[at].mid() == row.id) {
                    return row.header ? -1 : at;
                }
            }
            return -1;
        }
    }
}
