package org.gatehouse.store;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.mapi.property.CountWidth;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.property.Values;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// How property bags and recipients are written in `props` and `recipients` columns: format 1.
///
/// A bag is a version byte, a 16-bit count, and per property its tag and either `0` and the value, or `1`, the size,
/// the content rows and the start. Text is counted, since stored text may hold zeros.
final class BagCodec {
    /// A content row holds this much at most, so that reading a long value never needs it whole.
    static final int PIECE_BYTES = 256 * 1024;
    /// Of a value kept apart, this much stays with the object for tables and sorting.
    static final int START_BYTES = 512;
    private static final int FORMAT = 1;
    private static final int HERE = 0;
    private static final int APART = 1;

    private BagCodec() {}

    static byte[] encode(PropertyBag bag) {
        var out = new ByteWriter(512);
        write(out, bag);
        return out.toArray();
    }

    static PropertyBag decode(byte[] encoded) {
        return new PropertyBag(EncodedBag.of(encoded));
    }

    static void write(ByteWriter out, PropertyBag bag) {
        out.u8(FORMAT).u16(bag.count());
        for (PropertyBag.Entry entry : bag.entries()) {
            out.i32(entry.tag().code());
            switch (entry.stored()) {
                case Stored.Here(Value value) -> writeValue(out.u8(HERE), value);
                case Stored.Apart apart -> {
                    out.u8(APART).u16(apart.type().code()).i64(apart.size()).i32(apart.pieces().size());
                    apart.pieces().forEach(out::i64);
                    out.u16(apart.start().length()).bytes(apart.start());
                }
            }
        }
    }

    static PropertyBag read(ByteReader in) {
        var bag = new PropertyBag();
        for (int left = readCount(in); left > 0; left--) {
            PropertyBag.Entry entry = readEntry(in);
            bag.put(entry.tag(), entry.stored());
        }
        return bag;
    }

    static int readCount(ByteReader in) {
        int format = in.u8();
        if (format != FORMAT) {
            throw new MalformedException("properties of format " + format);
        }
        return in.u16();
    }

    static PropertyBag.Entry readEntry(ByteReader in) {
        var tag = new PropertyTag(in.i32());
        if (in.u8() == HERE) {
            return new PropertyBag.Entry(tag, new Stored.Here(readValue(in, tag.type())));
        }
        PropertyType type = PropertyType.of(in.u16()).orElseThrow();
        long size = in.i64();
        List<Long> pieces = in.list(in.i32(), 8, ByteReader::i64);
        return new PropertyBag.Entry(tag, new Stored.Apart(type, size, pieces, in.blob(in.u16())));
    }

    /// Goes behind a property and tells what it is.
    static PropertyTag skipEntry(ByteReader in) {
        var tag = new PropertyTag(in.i32());
        if (in.u8() == HERE) {
            skipValue(in, tag.type());
        } else {
            in.skip(2 + 8);
            in.skip(Math.multiplyExact(in.i32(), 8));
            in.skip(in.u16());
        }
        return tag;
    }

    private static void skipValue(ByteReader in, PropertyType type) {
        if (type.isMultiple()) {
            for (int left = in.i32(); left > 0; left--) {
                skipValue(in, type.single());
            }
            return;
        }
        switch (type) {
            case STRING, STRING8, BINARY, OBJECT, SERVER_ID, RESTRICTION, RULE_ACTION -> in.skip(in.i32());
            case BOOLEAN -> in.skip(1);
            case INTEGER16 -> in.skip(2);
            case INTEGER32, FLOATING32, ERROR_CODE -> in.skip(4);
            case INTEGER64, FLOATING64, CURRENCY, FLOATING_TIME, TIME -> in.skip(8);
            case GUID -> in.skip(16);
            default -> Values.read(in, type, CountWidth.WIDE);
        }
    }

    static byte[] encodeRecipients(List<MessageDraft.Recipient> recipients) {
        var out = new ByteWriter(64 + 256 * recipients.size());
        out.u8(FORMAT).i32(recipients.size());
        for (MessageDraft.Recipient recipient : recipients) {
            out.i32(recipient.rowId()).i32(recipient.type()).u16(recipient.properties().size());
            for (PropertyValue property : recipient.properties()) {
                writeValue(out.i32(property.tag().code()), property.value());
            }
        }
        return out.toArray();
    }

    static List<MessageDraft.Recipient> decodeRecipients(byte[] encoded) {
        var in = new ByteReader(encoded);
        int format = in.u8();
        if (format != FORMAT) {
            throw new MalformedException("recipients of format " + format);
        }
        return in.list(in.i32(), 10, BagCodec::readRecipient);
    }

    private static MessageDraft.Recipient readRecipient(ByteReader in) {
        int rowId = in.i32();
        int type = in.i32();
        return new MessageDraft.Recipient(rowId, type, in.list(in.u16(), 5, each -> {
            var tag = new PropertyTag(each.i32());
            return new PropertyValue(tag, readValue(each, tag.type()));
        }));
    }

    private static void writeValue(ByteWriter out, Value value) {
        switch (value) {
            case Value.Text(String text) -> out.i32(text.length() * 2).utf16(text);
            case Value.Text8(Bytes raw) -> writeBytes(out, raw);
            case Value.Binary(Bytes bytes) -> writeBytes(out, bytes);
            case Value.ObjectValue(Bytes bytes) -> writeBytes(out, bytes);
            case Value.ServerId(Bytes bytes) -> writeBytes(out, bytes);
            case Value.RestrictionValue(Bytes bytes) -> writeBytes(out, bytes);
            case Value.RuleActions(Bytes bytes) -> writeBytes(out, bytes);
            case Value.Multiple multiple -> {
                out.i32(multiple.values().size());
                multiple.values().forEach(each -> writeValue(out, each));
            }
            case Value.Int16 _, Value.Int32 _, Value.Int64 _, Value.Float32 _, Value.Float64 _, Value.Currency _,
                 Value.FloatingTime _, Value.Bool _, Value.Time _, Value.Guid _, Value.ErrorValue _ ->
                    Values.write(out, value, CountWidth.WIDE);
        }
    }

    private static void writeBytes(ByteWriter out, Bytes bytes) {
        out.i32(bytes.length()).bytes(bytes);
    }

    private static Value readValue(ByteReader in, PropertyType type) {
        if (type.isMultiple()) {
            int count = in.i32();
            var values = new ArrayList<Value>(Math.min(count, 1024));
            for (int left = count; left > 0; left--) {
                values.add(readValue(in, type.single()));
            }
            return new Value.Multiple(type.single(), values);
        }
        return switch (type) {
            case STRING -> new Value.Text(in.utf16(in.i32()));
            case STRING8, BINARY, OBJECT, SERVER_ID, RESTRICTION, RULE_ACTION ->
                    ofBytes(type, in.blob(in.i32()));
            default -> Values.read(in, type, CountWidth.WIDE);
        };
    }

    /// The value of a type of opaque bytes or of PtypString.
    static Value ofBytes(PropertyType type, Bytes bytes) {
        return switch (type) {
            case STRING -> new Value.Text(bytes.reader().utf16(bytes.length() & ~1));
            case STRING8 -> new Value.Text8(bytes);
            case OBJECT -> new Value.ObjectValue(bytes);
            case SERVER_ID -> new Value.ServerId(bytes);
            case RESTRICTION -> new Value.RestrictionValue(bytes);
            case RULE_ACTION -> new Value.RuleActions(bytes);
            default -> new Value.Binary(bytes);
        };
    }

    /// The bytes of a value that may be kept apart or streamed; empty bytes for other types.
    static Bytes bytesOf(Value value) {
        return switch (value) {
            case Value.Text(String text) -> new ByteWriter(text.length() * 2).utf16(text).toBytes();
            case Value.Text8(Bytes raw) -> raw;
            case Value.Binary(Bytes bytes) -> bytes;
            case Value.ObjectValue(Bytes bytes) -> bytes;
            case Value.ServerId(Bytes bytes) -> bytes;
            case Value.RestrictionValue(Bytes bytes) -> bytes;
            case Value.RuleActions(Bytes bytes) -> bytes;
            default -> Bytes.EMPTY;
        };
    }

    /// Bytes of a value's content, as sizes and restrictions count them.
    static long size(Value value) {
        return switch (value) {
            case Value.Text(String text) -> 2L * text.length() + 2;
            case Value.Text8(Bytes raw) -> raw.length() + 1L;
            case Value.Binary(Bytes bytes) -> bytes.length();
            case Value.ObjectValue(Bytes bytes) -> bytes.length();
            case Value.ServerId(Bytes bytes) -> bytes.length();
            case Value.RestrictionValue(Bytes bytes) -> bytes.length();
            case Value.RuleActions(Bytes bytes) -> bytes.length();
            case Value.Int16 _, Value.Bool _ -> 2;
            case Value.Int32 _, Value.Float32 _, Value.ErrorValue _ -> 4;
            case Value.Int64 _, Value.Float64 _, Value.Currency _, Value.FloatingTime _, Value.Time _ -> 8;
            case Value.Guid _ -> 16;
            case Value.Multiple multiple -> multiple.values().stream().mapToLong(BagCodec::size).sum();
        };
    }
}
