package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// Long values: taking them out of bags before a save, reading them back whole or in part.
final class Contents {
    private static final String PIECE = "SELECT data FROM content WHERE id = ? AND mb = ?";

    private Contents() {}

    /// A row to be written.
    record Piece(long id, byte[] data) {}

    /// Moves the values of `bag` that are longer than the limit into pieces. Needs no transaction.
    static void takeOut(PropertyBag bag, Mailbox mailbox, List<Piece> pieces) {
        for (PropertyBag.Entry entry : List.copyOf(bag.entries())) {
            if (!(entry.stored() instanceof Stored.Here(Value value)) || value instanceof Value.Multiple
                    || BagCodec.size(value) <= mailbox.limits.inlineBytesMax()) {
                continue;
            }
            Bytes bytes = BagCodec.bytesOf(value);
            var ids = new ArrayList<Long>();
            for (int from = 0; from < bytes.length(); from += BagCodec.PIECE_BYTES) {
                long id = mailbox.database.nextContentId();
                ids.add(id);
                pieces.add(new Piece(id,
                        bytes.slice(from, Math.min(bytes.length(), from + BagCodec.PIECE_BYTES)).toArray()));
            }
            bag.put(entry.tag(), new Stored.Apart(value.type(), bytes.length(), ids,
                    bytes.slice(0, Math.min(bytes.length(), BagCodec.START_BYTES))));
        }
    }

    static void insert(Sql sql, long mb, long mid, List<Piece> pieces) throws SQLException {
        for (Piece piece : pieces) {
            sql.put("INSERT INTO content (id, mb, mid, data) VALUES (?, ?, ?, ?)", piece.id, mb, mid, piece.data);
        }
    }

    /// The ids of all content rows that a message points at.
    static Set<Long> pointedAt(MessageParts parts) {
        var ids = new HashSet<Long>();
        parts.eachBag(bag -> bag.entries().forEach(entry -> {
            if (entry.stored() instanceof Stored.Apart apart) {
                ids.addAll(apart.pieces());
            }
        }));
        return ids;
    }

    /// Copies the rows a message points at to another message; the bags point at the copies then.
    static void copy(Sql sql, Mailbox mailbox, long newMid, MessageParts parts) throws SQLException {
        var bags = new ArrayList<PropertyBag>();
        parts.eachBag(bags::add);
        for (PropertyBag bag : bags) {
            for (PropertyBag.Entry entry : List.copyOf(bag.entries())) {
                if (entry.stored() instanceof Stored.Apart apart) {
                    var ids = new ArrayList<Long>();
                    for (long piece : apart.pieces()) {
                        long id = mailbox.database.nextContentId();
                        sql.update("INSERT INTO content (id, mb, mid, data) SELECT ?, mb, ?, data FROM content "
                                + "WHERE id = ? AND mb = ?", id, newMid, piece, mailbox.mb);
                        ids.add(id);
                    }
                    bag.put(entry.tag(), new Stored.Apart(apart.type(), apart.size(), ids, apart.start()));
                }
            }
        }
    }

    /// One piece of a value.
    static byte[] piece(Sql sql, Mailbox mailbox, Stored.Apart apart, int number) throws SQLException {
        return sql.one(PIECE, row -> row.getBytes(1), apart.pieces().get(number), mailbox.mb)
                .orElseThrow(Contents::gone);
    }

    /// The same outside of a transaction, by the quickest way.
    static byte[] piece(Mailbox mailbox, Stored.Apart apart, int number) {
        return mailbox.engine.one(PIECE, row -> row.getBytes(1), apart.pieces().get(number), mailbox.mb)
                .orElseThrow(Contents::gone);
    }

    /// The value, read outside of a transaction: a single row by the quickest way.
    static Value whole(Mailbox mailbox, Stored.Apart apart) {
        if (apart.pieces().size() != 1) {
            return mailbox.engine.read(sql -> whole(sql, mailbox, apart));
        }
        byte[] data = piece(mailbox, apart, 0);
        return BagCodec.ofBytes(apart.type(), Bytes.copyOf(data, 0, (int) apart.size()));
    }

    private static MailboxException gone() {
        return new MailboxException(ErrorCode.OBJECT_MODIFIED,
                "the value was replaced or deleted meanwhile: open it again");
    }

    static Value whole(Sql sql, Mailbox mailbox, Stored.Apart apart) throws SQLException {
        var out = new ByteWriter((int) apart.size());
        for (int number = 0; out.size() < apart.size(); number++) {
            byte[] piece = piece(sql, mailbox, apart, number);
            out.bytes(piece, 0, (int) Math.min(piece.length, apart.size() - out.size()));
        }
        return BagCodec.ofBytes(apart.type(), out.toBytes());
    }

    /// The value when it is not longer than `bytesMax`, read in a transaction of its own.
    static Cell cell(Mailbox mailbox, Stored.Apart apart, int bytesMax) {
        return apart.size() > bytesMax ? Cells.tooLong()
                : new Cell.Present(whole(mailbox, apart));
    }
}
