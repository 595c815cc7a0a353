package org.gatehouse.store;

import java.util.Arrays;
import java.util.List;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;

/// A value as a growing byte array that is set on its object at commit.
final class ObjectStream implements ValueStream {
    private final PropertyObject object;
    private final PropertyTag tag;
    private final boolean writable;
    private final int bytesMax;
    private byte[] bytes;
    private int size;
    private boolean changed;

    private ObjectStream(PropertyObject object, PropertyTag tag, boolean writable, int bytesMax, Bytes start) {
        this.object = object;
        this.tag = tag;
        this.writable = writable;
        this.bytesMax = bytesMax;
        this.bytes = start.toArray();
        this.size = bytes.length;
    }

    /// Single values of text and bytes are streams ([MS-OXCPRPT] 2.2.14).
    ///
    /// @throws MailboxException NOT_SUPPORTED for the others
    static void checkType(PropertyTag tag) {
        switch (tag.type()) {
            case STRING, STRING8, BINARY, OBJECT, SERVER_ID, RESTRICTION, RULE_ACTION -> { }
            default -> throw new MailboxException(ErrorCode.NOT_SUPPORTED, tag + " is no stream");
        }
    }

    /// @throws MailboxException NOT_FOUND when there is no value and the mode needs one
    static ValueStream open(PropertyObject object, PropertyTag tag, PropertyObject.StreamMode mode, int bytesMax) {
        checkType(tag);
        boolean writable = mode != PropertyObject.StreamMode.READ;
        if (mode == PropertyObject.StreamMode.CREATE) {
            var stream = new ObjectStream(object, tag, true, bytesMax, Bytes.EMPTY);
            stream.changed = true;
            return stream;
        }
        return switch (object.get(List.of(tag), bytesMax).getFirst()) {
            case Cell.Present(Value value) ->
                    new ObjectStream(object, tag, writable, bytesMax, BagCodec.bytesOf(value));
            case Cell.Absent() -> throw new MailboxException(ErrorCode.NOT_FOUND, "no value of " + tag);
            case Cell.Failed(int error) -> throw new MailboxException(error, "value of " + tag);
        };
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Bytes read(long offset, int count) {
        int from = (int) Math.min(Math.max(0, offset), size);
        return Bytes.copyOf(bytes, from, (int) Math.min(size, (long) from + Math.max(0, count)));
    }

    @Override
    public void write(long offset, Bytes more) {
        long end = offset + more.length();
        grow(end, end, ErrorCode.TOO_BIG);
        System.arraycopy(more.toArray(), 0, bytes, (int) offset, more.length());
        size = (int) Math.max(size, end);
        changed = true;
    }

    @Override
    public void resize(long newSize) {
        grow(newSize, newSize, ErrorCode.STREAM_SIZE_ERROR);
        if (newSize < size) {
            Arrays.fill(bytes, (int) newSize, size, (byte) 0);
        }
        size = (int) newSize;
        changed = true;
    }

    private void grow(long needed, long end, int tooBig) {
        if (!writable) {
            throw new MailboxException(ErrorCode.STORAGE_ACCESS_DENIED, "the stream is read-only");
        }
        if (end < 0 || end > bytesMax) {
            throw new MailboxException(tooBig, "a value of " + end + " bytes");
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(bytesMax, Math.max(needed, bytes.length * 2L)));
        }
    }

    @Override
    public void commit() {
        if (changed) {
            Value value = BagCodec.ofBytes(tag.type(), Bytes.copyOf(bytes, 0, size));
            List<PropertyProblem> problems = object.set(List.of(new PropertyValue(tag, value)));
            if (!problems.isEmpty()) {
                throw new MailboxException(problems.getFirst().error(), "setting " + tag);
            }
            changed = false;
        }
    }
}
