package org.gatehouse.store;

import java.lang.ref.SoftReference;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// What messages and attachments in memory share: a bag behind [PropertyObject].
abstract class BagObject implements PropertyObject {
    final SqlMailboxSession session;
    final Mailbox mailbox;

    BagObject(SqlMailboxSession session) {
        this.session = session;
        this.mailbox = session.mailbox();
    }

    /// Values that streams write, by property id.
    private final Map<Integer, SpooledValue> spooled = new TreeMap<>();
    private final List<SpooledValue> replaced = new ArrayList<>();
    private @Nullable BagObject around;
    private boolean closed;

    abstract PropertyBag bag();

    /// Of PtypString8 values.
    abstract Charset codePage();

    /// A value that is made from others when it is not there itself.
    abstract Optional<Value> derived(PropertyTag tag);

    abstract Optional<Value> computed(PropertyTag tag);

    /// An error when clients may not set or delete it.
    abstract Optional<Integer> refused(PropertyTag tag);

    abstract boolean writable();

    /// Called after a value was put, to keep others in step.
    abstract void put(PropertyTag tag);

    /// Called after a value was deleted.
    abstract void removed(PropertyTag tag);

    @Override
    public List<Cell> get(List<PropertyTag> tags, int bytesMax) {
        session.mayRead();
        settle();
        return tags.stream().map(tag -> cell(tag, bytesMax)).toList();
    }

    private Cell cell(PropertyTag tag, int bytesMax) {
        Cell cell = Cells.cell(tag, computed(tag), bag(), codePage(),
                apart -> Contents.cell(mailbox, apart, bytesMax));
        if (cell instanceof Cell.Absent) {
            cell = derived(tag).map(value -> Cells.asked(tag, value, codePage())).orElse(cell);
        }
        return cell instanceof Cell.Present(Value value) && BagCodec.size(value) > bytesMax ? Cells.tooLong() : cell;
    }

    @Override
    public List<PropertyValue> all(int bytesMax) {
        settle();
        return SqlMailboxSession.present(tags(), tag -> cell(tag, bytesMax));
    }

    @Override
    public List<PropertyProblem> set(List<PropertyValue> values) {
        mayChange();
        settle();
        var problems = new ArrayList<PropertyProblem>();
        for (int index = 0; index < values.size(); index++) {
            PropertyTag given = values.get(index).tag();
            PropertyValue kept = Cells.kept(values.get(index), codePage());
            Optional<Integer> refused = refused(kept.tag());
            if (refused.isPresent()) {
                problems.add(new PropertyProblem(index, given, refused.get()));
            } else if (BagCodec.size(kept.value()) > mailbox.limits.valueBytesMax()) {
                problems.add(new PropertyProblem(index, given, ErrorCode.OUT_OF_MEMORY));
            } else if (bag().count() >= mailbox.limits.propertiesMax() && !bag().has(kept.tag())) {
                problems.add(new PropertyProblem(index, given, ErrorCode.OUT_OF_RESOURCES));
            } else {
                bag().put(kept.tag(), kept.value());
                put(kept.tag());
            }
        }
        return problems;
    }

    @Override
    public List<PropertyProblem> delete(List<PropertyTag> tags) {
        mayChange();
        settle();
        var problems = new ArrayList<PropertyProblem>();
        for (int index = 0; index < tags.size(); index++) {
            Optional<Integer> refused = refused(tags.get(index));
            if (refused.isPresent()) {
                problems.add(new PropertyProblem(index, tags.get(index), refused.get()));
            } else {
                bag().remove(tags.get(index));
                removed(tags.get(index));
            }
        }
        return problems;
    }

    void mayChange() {
        session.mayWrite();
        if (!writable()) {
            throw new MailboxException(ErrorCode.ACCESS_DENIED, "opened for reading only");
        }
    }

    @Override
    public ValueStream stream(PropertyTag tag, StreamMode mode) {
        ObjectStream.checkType(tag);
        settle();
        if (mode == StreamMode.READ) {
            Optional<PropertyBag.Entry> entry = bag().entry(tag);
            if (entry.isPresent() && entry.get().stored() instanceof Stored.Apart apart
                    && tag.type() == apart.type()) {
                return new ApartStream(mailbox, apart);
            }
            return ObjectStream.open(this, tag, mode, mailbox.limits.valueBytesMax());
        }
        mayChange();
        refused(tag).ifPresent(error -> {
            throw new MailboxException(error, tag + " is the server's");
        });
        return new DraftStream(this, spool(tag, mode));
    }

    private SpooledValue spool(PropertyTag tag, StreamMode mode) {
        SpooledValue known = spooled.get(tag.id());
        if (mode == StreamMode.CREATE) {
            if (bag().count() >= mailbox.limits.propertiesMax() && !bag().has(tag)) {
                throw new MailboxException(ErrorCode.OUT_OF_RESOURCES, "too many properties");
            }
            if (known != null && known.tag().equals(tag)) {
                known.resize(0);
                return known;
            }
            return keep(tag, new SpooledValue(mailbox, tag, null));
        }
        Optional<PropertyBag.Entry> entry = bag().entry(tag).filter(found -> found.tag().equals(tag));
        if (known != null && entry.isPresent() && known.isOf(entry.get().stored())) {
            return known;
        }
        return keep(tag, new SpooledValue(mailbox, tag, entry.<Stored>map(PropertyBag.Entry::stored).orElseGet(() ->
                switch (cell(tag, mailbox.limits.valueBytesMax())) { // in another form, or made from others
                    case Cell.Present(Value value) -> new Stored.Here(value);
                    case Cell.Absent() -> throw new MailboxException(ErrorCode.NOT_FOUND, "no value of " + tag);
                    case Cell.Failed(int error) -> throw new MailboxException(error, "value of " + tag);
                })));
    }

    private SpooledValue keep(PropertyTag tag, SpooledValue value) {
        SpooledValue before = spooled.put(tag.id(), value);
        if (before != null) {
            replaced.add(before);
        }
        return value;
    }

    /// Takes what streams have written into the bag, where everything else reads it ([MS-OXCPRPT] 3.2.5.13).
    void settle() {
        for (SpooledValue value : spooled.values()) {
            if (value.isChanged()) {
                Stored stored = value.settle(codePage());
                PropertyTag tag = value.tag().type() == PropertyType.STRING8
                        ? value.tag().withType(PropertyType.STRING) : value.tag();
                bag().put(tag, stored);
                put(tag);
            }
        }
    }

    /// Forgets what streams have written: the bag is another's now.
    void dropStreams() {
        replaced.addAll(spooled.values());
        spooled.clear();
    }

    /// Gives what streams hold to the object around this one, which may point at it and is closed later; the outermost
    /// gives it back.
    void endStreams(@Nullable BagObject outer) {
        closed = true;
        around = outer;
        dropStreams();
        if (outer == null) {
            replaced.forEach(SpooledValue::close);
        } else {
            outer.replaced.addAll(replaced);
            if (outer.closed) {
                outer.endStreams(outer.around);
            }
        }
        replaced.clear();
    }

    /// Writes a value of a draft. What was written is the object's at once; only a save keeps it.
    private record DraftStream(BagObject object, SpooledValue value) implements ValueStream {
        @Override
        public long size() {
            return value.size();
        }

        @Override
        public Bytes read(long offset, int count) {
            return offset >= value.size() || count <= 0 ? Bytes.EMPTY : value.read(offset, count);
        }

        @Override
        public void write(long offset, Bytes bytes) {
            object.mayChange();
            if (offset + bytes.length() > object.mailbox.limits.valueBytesMax()) {
                throw new MailboxException(ErrorCode.TOO_BIG, "a value of " + (offset + bytes.length()) + " bytes");
            }
            value.write(offset, bytes);
        }

        @Override
        public void resize(long size) {
            object.mayChange();
            if (size < 0 || size > object.mailbox.limits.valueBytesMax()) {
                throw new MailboxException(ErrorCode.STREAM_SIZE_ERROR, "a value of " + size + " bytes");
            }
            value.resize(size);
        }

        @Override
        public void commit() {
            object.settle();
        }
    }

    /// Reads a value that is kept apart in pieces, as they are asked for. Readers take a piece in several steps, one
    /// behind the other: the piece read last is kept while there is memory for it.
    private static final class ApartStream implements ValueStream {
        private final Mailbox mailbox;
        private final Stored.Apart apart;
        private SoftReference<byte[]> last = new SoftReference<>(null);
        private int lastNumber = -1;

        ApartStream(Mailbox mailbox, Stored.Apart apart) {
            this.mailbox = mailbox;
            this.apart = apart;
        }

        @Override
        public long size() {
            return apart.size();
        }

        @Override
        public Bytes read(long offset, int count) {
            long end = Math.min(apart.size(), offset + count);
            if (offset >= end) {
                return Bytes.EMPTY;
            }
            int first = (int) (offset % BagCodec.PIECE_BYTES);
            byte[] begun = piece((int) (offset / BagCodec.PIECE_BYTES));
            if (end - offset <= begun.length - first) {
                return Bytes.wrap(begun, first, first + (int) (end - offset)); // pieces never change
            }
            var out = new ByteWriter((int) (end - offset));
            for (long at = offset; at < end;) {
                byte[] piece = piece((int) (at / BagCodec.PIECE_BYTES));
                int from = (int) (at % BagCodec.PIECE_BYTES);
                int take = (int) Math.min(piece.length - from, end - at);
                out.bytes(piece, from, take);
                at += take;
            }
            return out.takeBytes();
        }

        private byte[] piece(int number) {
            byte[] kept = number == lastNumber ? last.get() : null;
            if (kept != null) {
                return kept;
            }
            byte[] read = Contents.piece(mailbox, apart, number);
            last = new SoftReference<>(read);
            lastNumber = number;
            return read;
        }

        @Override
        public void write(long offset, Bytes bytes) {
            throw new MailboxException(ErrorCode.STORAGE_ACCESS_DENIED, "the stream is read-only");
        }

        @Override
        public void resize(long size) {
            throw new MailboxException(ErrorCode.STORAGE_ACCESS_DENIED, "the stream is read-only");
        }

        @Override
        public void commit() {
            // nothing was written
        }
    }
}
