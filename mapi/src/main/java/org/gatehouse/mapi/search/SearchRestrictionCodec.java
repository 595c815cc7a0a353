package org.gatehouse.mapi.search;

import static org.gatehouse.wire.MalformedException.require;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Restriction.And;
import org.gatehouse.mapi.property.Restriction.BitMask;
import org.gatehouse.mapi.property.Restriction.Comment;
import org.gatehouse.mapi.property.Restriction.CompareProperties;
import org.gatehouse.mapi.property.Restriction.Content;
import org.gatehouse.mapi.property.Restriction.Count;
import org.gatehouse.mapi.property.Restriction.Exist;
import org.gatehouse.mapi.property.Restriction.Not;
import org.gatehouse.mapi.property.Restriction.Operator;
import org.gatehouse.mapi.property.Restriction.Or;
import org.gatehouse.mapi.property.Restriction.Property;
import org.gatehouse.mapi.property.Restriction.Size;
import org.gatehouse.mapi.property.Restriction.SubObject;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.MalformedException;

/// Restrictions within search folder definitions ([MS-OXOSRCH] 2.2.1.2.8.2), whose numbers all take four bytes; bounded
/// in depth and in parts. Of a CountRestriction there is the restriction alone, which it is read as.
final class SearchRestrictionCodec {
    private static final int DEPTH_MAX = 256;
    private static final int PARTS_MAX = 10_000;
    /// A type and a property.
    private static final int PART_BYTES_MIN = 8;
    private static final int VALUE_BYTES_MIN = 6;

    private final ByteReader in;
    private int parts;

    private SearchRestrictionCodec(ByteReader in) {
        this.in = in;
    }

    static Restriction read(ByteReader in) {
        return new SearchRestrictionCodec(in).read(0);
    }

    private Restriction read(int depth) {
        require(depth < DEPTH_MAX, "restriction nested deeper than " + DEPTH_MAX);
        require(++parts <= PARTS_MAX, "restriction of more than " + PARTS_MAX + " parts");
        return switch (in.i32()) {
            case 0x00 -> new And(readParts(depth));
            case 0x01 -> new Or(readParts(depth));
            case 0x02 -> new Not(read(depth + 1));
            case 0x03 -> new Content(in.u16(), in.u16(), PropertyTag.read(in), SearchValues.readTagged(in));
            case 0x04 -> new Property(readOperator(), PropertyTag.read(in), SearchValues.readTagged(in));
            case 0x05 -> new CompareProperties(readOperator(), PropertyTag.read(in), PropertyTag.read(in));
            case 0x06 -> new BitMask(readIsZero(), PropertyTag.read(in), in.i32());
            case 0x08 -> new Exist(PropertyTag.read(in));
            case 0x0a -> readComment(depth);
            case 0x0b -> read(depth + 1);
            default -> throw new MalformedException("RestrictionType");
        };
    }

    private List<Restriction> readParts(int depth) {
        int count = in.count32(PART_BYTES_MIN);
        var read = new ArrayList<Restriction>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            read.add(read(depth + 1));
        }
        return read;
    }

    private Comment readComment(int depth) {
        int count = in.count32(VALUE_BYTES_MIN);
        Restriction part = read(depth + 1);
        List<PropertyValue> values = in.list(count, VALUE_BYTES_MIN, SearchValues::readTagged);
        return new Comment(values, List.of(part));
    }

    private boolean readIsZero() {
        int operator = in.i32();
        require(operator == 0 || operator == 1, "BitmapRelOp");
        return operator == 0;
    }

    private Operator readOperator() {
        int code = in.i32();
        for (Operator operator : Operator.values()) {
            if (operator.code() == code) {
                return operator;
            }
        }
        throw new MalformedException("RelOp");
    }

    static void write(ByteWriter out, Restriction restriction) {
        switch (restriction) {
            case And and -> writeParts(out.i32(0x00), and.parts());
            case Or or -> writeParts(out.i32(0x01), or.parts());
            case Not not -> write(out.i32(0x02), not.part());
            case Content content -> {
                out.i32(0x03).u16(content.fuzzyLow()).u16(content.fuzzyHigh()).i32(content.property().code());
                SearchValues.writeTagged(out, content.pattern());
            }
            case Property property -> {
                out.i32(0x04).i32(property.operator().code()).i32(property.property().code());
                SearchValues.writeTagged(out, property.constant());
            }
            case CompareProperties compare -> out.i32(0x05).i32(compare.operator().code())
                    .i32(compare.left().code()).i32(compare.right().code());
            case BitMask mask -> out.i32(0x06).i32(mask.isZero() ? 0 : 1).i32(mask.property().code()).i32(mask.mask());
            case Exist exist -> out.i32(0x08).i32(exist.property().code());
            case Comment(List<PropertyValue> values, List<Restriction> part) when !part.isEmpty() -> {
                write(out.i32(0x0a).i32(values.size()), part.getFirst());
                values.forEach(value -> SearchValues.writeTagged(out, value));
            }
            case Count count -> write(out.i32(0x0b), count.part());
            case Comment _, Size _, SubObject _ ->
                    throw new IllegalArgumentException("no such restriction in a search folder definition");
        }
    }

    private static void writeParts(ByteWriter out, List<Restriction> parts) {
        out.i32(parts.size());
        parts.forEach(part -> write(out, part));
    }
}
