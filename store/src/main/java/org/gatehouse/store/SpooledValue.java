package org.gatehouse.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gatehouse.database.Sql;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// A value of a draft while streams write it, in pieces. A few pieces are in memory; the others are rows of `content`
/// that belong to no message yet: their `mid` is below zero and tells when they were written. A save gives them to
/// the message; rows that no save took go when the draft is closed, and, after a crash, when they are a week old.
final class SpooledValue {
    /// Pieces in memory at once: a longer value is mostly on disk.
    static final int PIECES_IN_MEMORY_MAX = 4;
    private static final long LEFT_OVER_SECONDS = 7 * 24 * 3600;

    private final Mailbox mailbox;
    private final PropertyTag tag;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Long> ownRows = new ArrayList<>();
    private long size;
    private boolean changed;
    private @Nullable Stored settled;

    private static final class Piece {
        /// 0 when there is no row.
        private long row;
        /// Whether something else may point at the row, so that it must not be written over.
        private boolean shared;
        private boolean dirty;
        /// Bytes of the row; all but the last have to be whole before anything else reads them.
        private int rowBytes;
        private byte @Nullable [] data;
    }

    /// @param start what is there, when it is not started from nothing
    SpooledValue(Mailbox mailbox, PropertyTag tag, @Nullable Stored start) {
        this.mailbox = mailbox;
        this.tag = tag;
        switch (start) {
            case null -> changed = true;
            case Stored.Here(Value value) -> {
                write(0, BagCodec.bytesOf(value));
                changed = false;
            }
            case Stored.Apart apart -> {
                size = apart.size();
                for (long row : apart.pieces()) {
                    var piece = new Piece();
                    piece.row = row;
                    piece.shared = true;
                    piece.rowBytes = (int) Math.min(BagCodec.PIECE_BYTES,
                            size - (long) pieces.size() * BagCodec.PIECE_BYTES);
                    pieces.add(piece);
                }
            }
        }
        settled = start;
    }

    PropertyTag tag() {
        return tag;
    }

    boolean isChanged() {
        return changed;
    }

    /// Whether `stored` is what this was made from or last turned into.
    boolean isOf(Stored stored) {
        return stored.equals(settled);
    }

    long size() {
        return size;
    }

    Bytes read(long offset, int count) {
        int length = (int) Math.max(0, Math.min(count, size - offset));
        byte[] out = new byte[length];
        for (int done = 0; done < length; ) {
            long at = offset + done;
            int from = (int) (at % BagCodec.PIECE_BYTES);
            int take = Math.min(length - done, BagCodec.PIECE_BYTES - from);
            byte[] data = data((int) (at / BagCodec.PIECE_BYTES));
            // Bytes that were never written are zero.
            System.arraycopy(data, Math.min(from, data.length), out, done, Math.clamp(data.length - from, 0, take));
            done += take;
        }
        return Bytes.wrap(out);
    }

    void write(long offset, Bytes more) {
        byte[] source = more.toArray();
        for (int done = 0; done < source.length; ) {
            long at = offset + done;
            int from = (int) (at % BagCodec.PIECE_BYTES);
            int take = Math.min(source.length - done, BagCodec.PIECE_BYTES - from);
            System.arraycopy(source, done, writable((int) (at / BagCodec.PIECE_BYTES), from + take), from, take);
            done += take;
        }
        size = Math.max(size, offset + source.length);
        changed = true;
    }

    void resize(long target) {
        if (target < size) {
            int whole = (int) (target / BagCodec.PIECE_BYTES);
            int rest = (int) (target % BagCodec.PIECE_BYTES);
            while (pieces.size() > (rest == 0 ? whole : whole + 1)) {
                pieces.removeLast();
            }
            if (rest > 0 && whole < pieces.size()) {
                byte[] last = writable(whole, rest);
                Arrays.fill(last, rest, last.length, (byte) 0);
            }
        }
        size = target;
        changed = true;
    }

    private byte[] data(int index) {
        if (index >= pieces.size()) {
            return new byte[0];
        }
        Piece piece = pieces.get(index);
        byte[] known = piece.data;
        if (known == null) {
            known = piece.row == 0 ? new byte[0] : mailbox.engine.read(sql -> sql.one(
                    "SELECT data FROM content WHERE id = ? AND mb = ?", row -> row.getBytes(1), piece.row, mailbox.mb)
                    .orElseThrow(() -> new MailboxException(ErrorCode.OBJECT_MODIFIED,
                            "the value was replaced or deleted meanwhile: open it again")));
            makeRoom(index);
            piece.data = known;
        }
        return known;
    }

    private byte[] writable(int index, int length) {
        while (pieces.size() <= index) {
            pieces.add(new Piece());
        }
        byte[] data = data(index);
        if (data.length < length) {
            data = Arrays.copyOf(data, Math.min(BagCodec.PIECE_BYTES, Math.max(length, data.length * 2)));
        }
        Piece piece = pieces.get(index);
        if (piece.data == null) {
            makeRoom(index);
        }
        piece.data = data;
        piece.dirty = true;
        return data;
    }

    /// Before another piece comes into memory: the others leave when there are too many.
    private void makeRoom(int besides) {
        long held = pieces.stream().filter(piece -> piece.data != null).count();
        if (held >= PIECES_IN_MEMORY_MAX) {
            flush();
            for (int i = 0; i < pieces.size(); i++) {
                if (i != besides) {
                    pieces.get(i).data = null;
                }
            }
        }
    }

    /// Writes what is only in memory to rows.
    private void flush() {
        if (pieces.stream().anyMatch(piece -> piece.dirty)) {
            mailbox.engine.write(sql -> {
                if (mailbox.leftOverSwept.compareAndSet(false, true)) {
                    sweep(sql);
                }
                for (Piece piece : pieces) {
                    if (piece.dirty) {
                        flush(sql, piece);
                    }
                }
                return true;
            });
        }
    }

    private void flush(Sql sql, Piece piece) throws SQLException {
        byte[] data = piece.data == null ? new byte[0] : piece.data;
        if (pieces.getLast() != piece || data.length > BagCodec.PIECE_BYTES) {
            data = Arrays.copyOf(data, BagCodec.PIECE_BYTES); // all but the last are whole
        }
        if (piece.row == 0 || piece.shared) {
            piece.row = mailbox.database.nextContentId();
            piece.shared = false;
            ownRows.add(piece.row);
            sql.update("INSERT INTO content (id, mb, mid, data) VALUES (?, ?, ?, ?)", piece.row, mailbox.mb,
                    -mailbox.clock.instant().getEpochSecond(), data);
        } else {
            sql.update("UPDATE content SET data = ? WHERE id = ? AND mb = ?", data, piece.row, mailbox.mb);
        }
        piece.dirty = false;
        piece.rowBytes = data.length;
    }

    private void sweep(Sql sql) throws SQLException {
        sql.update("DELETE FROM content WHERE mb = ? AND mid < 0 AND mid > ?", mailbox.mb,
                -(mailbox.clock.instant().getEpochSecond() - LEFT_OVER_SECONDS));
    }

    /// The value as it is now, to be kept by the object; later writes do not touch it.
    Stored settle(java.nio.charset.Charset codePage) {
        Stored now;
        if (tag.type() == PropertyType.STRING8) {
            now = new Stored.Here(new Value.Text(new String(read(0, (int) size).toArray(), codePage)));
        } else if (size <= (long) PIECES_IN_MEMORY_MAX * BagCodec.PIECE_BYTES) {
            now = new Stored.Here(BagCodec.ofBytes(tag.type(), near()));
        } else {
            now = apart();
        }
        changed = false;
        settled = now;
        return now;
    }

    /// A value of few pieces, which are all in memory afterwards: a save that keeps the value by itself deletes the
    /// rows that an earlier one took.
    private Bytes near() {
        Bytes whole = read(0, (int) size);
        pieces.clear();
        for (int at = 0; at < whole.length(); at += BagCodec.PIECE_BYTES) {
            var piece = new Piece();
            piece.data = whole.slice(at, Math.min(whole.length(), at + BagCodec.PIECE_BYTES)).toArray();
            piece.dirty = true;
            pieces.add(piece);
        }
        return whole;
    }

    private Stored apart() {
        int count = (int) ((size + BagCodec.PIECE_BYTES - 1) / BagCodec.PIECE_BYTES);
        for (int i = 0; i < count; i++) {
            // Gaps become zeros, and the last piece exactly as long as it has to be.
            int length = i == count - 1 ? (int) (size - (long) i * BagCodec.PIECE_BYTES) : BagCodec.PIECE_BYTES;
            if (i >= pieces.size() || pieces.get(i).row == 0 || pieces.get(i).rowBytes != length) {
                byte[] data = writable(i, length);
                pieces.get(i).data = i == count - 1 ? Arrays.copyOf(data, length) : data;
            }
        }
        flush();
        Bytes start = read(0, BagCodec.START_BYTES);
        pieces.forEach(piece -> piece.shared = true);
        return new Stored.Apart(tag.type(), size, pieces.stream().map(piece -> piece.row).toList(), start);
    }

    /// Drops the rows that no message took.
    void close() {
        if (!ownRows.isEmpty()) {
            mailbox.engine.write(sql -> {
                for (long row : ownRows) {
                    sql.update("DELETE FROM content WHERE id = ? AND mb = ? AND mid < 0", row, mailbox.mb);
                }
                return true;
            });
            ownRows.clear();
        }
    }
}
