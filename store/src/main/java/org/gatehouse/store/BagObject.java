package org.gatehouse.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;

/// What messages and attachments in memory share: a bag behind [PropertyObject].
abstract class BagObject implements PropertyObject {
    final SqlMailboxSession session;
    final Mailbox mailbox;

    BagObject(SqlMailboxSession session) {
        this.session = session;
        this.mailbox = session.mailbox();
    }

    abstract PropertyBag bag();

    abstract Optional<Value> computed(PropertyTag tag);

    /// An error when clients may not set or delete it.
    abstract Optional<Integer> refused(PropertyTag tag);

    abstract boolean writable();

    /// Called after a value was put, to keep others in step.
    abstract void put(PropertyTag tag);

    @Override
    public List<Cell> get(List<PropertyTag> tags, int bytesMax) {
        session.mayRead();
        return tags.stream().map(tag -> cell(tag, bytesMax)).toList();
    }

    private Cell cell(PropertyTag tag, int bytesMax) {
        Cell cell = Cells.cell(tag, computed(tag), bag(), session.caller().codePage(),
                apart -> Contents.cell(mailbox, apart, bytesMax));
        return cell instanceof Cell.Present(Value value) && BagCodec.size(value) > bytesMax ? Cells.tooLong() : cell;
    }

    @Override
    public List<PropertyValue> all(int bytesMax) {
        return SqlMailboxSession.present(tags(), tag -> cell(tag, bytesMax));
    }

    @Override
    public List<PropertyProblem> set(List<PropertyValue> values) {
        mayChange();
        var problems = new ArrayList<PropertyProblem>();
        for (int index = 0; index < values.size(); index++) {
            PropertyTag given = values.get(index).tag();
            PropertyValue kept = Cells.kept(values.get(index), session.caller().codePage());
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
        var problems = new ArrayList<PropertyProblem>();
        for (int index = 0; index < tags.size(); index++) {
            Optional<Integer> refused = refused(tags.get(index));
            if (refused.isPresent()) {
                problems.add(new PropertyProblem(index, tags.get(index), refused.get()));
            } else {
                bag().remove(tags.get(index));
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
        if (mode == StreamMode.READ) {
            Optional<PropertyBag.Entry> entry = bag().entry(tag);
            if (entry.isPresent() && entry.get().stored() instanceof Stored.Apart apart
                    && tag.type() == apart.type()) {
                return new ApartStream(mailbox, apart);
            }
        } else {
            mayChange();
        }
        return ObjectStream.open(this, tag, mode, mailbox.limits.valueBytesMax(), session.caller().codePage());
    }

    /// Reads a value that is kept apart in pieces, as they are asked for.
    private record ApartStream(Mailbox mailbox, Stored.Apart apart) implements ValueStream {
        @Override
        public long size() {
            return apart.size();
        }

        @Override
        public Bytes read(long offset, int count) {
            return offset >= apart.size() || count <= 0 ? Bytes.EMPTY
                    : mailbox.engine.read(sql -> Contents.read(sql, mailbox, apart, offset, count));
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
