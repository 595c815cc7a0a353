package org.gatehouse.mapi.rop;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// Rows of a table as the wire holds them ([MS-OXCDATA] 2.8): encoded once, so that a server can stop where the buffer
/// is full.
///
/// @param count how many rows `encoded` holds
public record Rows(int count, Bytes encoded) {
    public static final Rows NONE = new Rows(0, Bytes.EMPTY);

    /// All rows, without a limit.
    public static Rows of(List<PropertyTag> columns, List<PropertyRow> rows) {
        var collector = new Collector(columns, Integer.MAX_VALUE, 0xffff);
        for (PropertyRow row : rows) {
            if (!collector.add(row)) {
                throw new IllegalArgumentException(rows.size() + " rows in one response");
            }
        }
        return collector.rows();
    }

    /// The rows again, for a client that knows the columns.
    public List<PropertyRow> read(List<PropertyTag> columns) {
        ByteReader in = encoded.reader();
        var rows = new ArrayList<PropertyRow>();
        for (int i = 0; i < count; i++) {
            rows.add(PropertyRow.read(in, columns));
        }
        return rows;
    }

    /// Finds the end of the rows by their columns. An empty row takes one byte.
    static Rows read(ByteReader in, int count, List<PropertyTag> columns) {
        in.need(count);
        int start = in.position();
        for (int i = 0; i < count; i++) {
            PropertyRow.read(in, columns);
        }
        int end = in.position();
        in.seek(start);
        return new Rows(count, in.blob(end - start));
    }

    /// Takes rows until the bytes or the count are used up.
    public static final class Collector {
        private final List<PropertyTag> columns;
        private final int bytesMax;
        private final int countMax;
        private final ByteWriter out = new ByteWriter(1024);
        private int count;

        /// @param bytesMax room that the response has for rows
        /// @param countMax rows that the request asked for
        public Collector(List<PropertyTag> columns, int bytesMax, int countMax) {
            this.columns = List.copyOf(columns);
            this.bytesMax = bytesMax;
            this.countMax = countMax;
        }

        /// Whether the row fitted; the first that does not ends the response.
        public boolean add(PropertyRow row) {
            if (count == countMax) {
                return false;
            }
            int start = out.size();
            row.write(out, columns);
            if (out.size() > bytesMax) {
                out.truncate(start);
                return false;
            }
            count++;
            return true;
        }

        public boolean isFull() {
            return count == countMax;
        }

        public Rows rows() {
            return new Rows(count, out.toBytes());
        }
    }
}
