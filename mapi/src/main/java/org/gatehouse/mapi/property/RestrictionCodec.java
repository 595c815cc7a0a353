package org.gatehouse.mapi.property;

import static org.gatehouse.wire.MalformedException.require;

import java.util.ArrayList;
import java.util.List;
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

/// Restrictions on the wire ([MS-OXCDATA] 2.12), bounded in depth and in parts.
final class RestrictionCodec {
    /// Deeper nesting is not read: what the stack bears. Servers refuse much less as too complex.
    static final int DEPTH_MAX = 256;
    /// Restrictions within one tree.
    static final int PARTS_MAX = 10_000;

    private final ByteReader in;
    private final CountWidth width;
    private int parts;

    private RestrictionCodec(ByteReader in, CountWidth width) {
        this.in = in;
        this.width = width;
    }

    static Restriction read(ByteReader in, CountWidth width) {
        return new RestrictionCodec(in, width).read(0);
    }

    private Restriction read(int depth) {
        require(depth < DEPTH_MAX, "restriction nested deeper than " + DEPTH_MAX);
        require(++parts <= PARTS_MAX, "restriction of more than " + PARTS_MAX + " parts");
        return switch (in.u8()) {
            case 0x00 -> new And(readParts(depth));
            case 0x01 -> new Or(readParts(depth));
            case 0x02 -> new Not(read(depth + 1));
            case 0x03 -> new Content(in.u16(), in.u16(), PropertyTag.read(in), Values.readTagged(in, width));
            case 0x04 -> new Property(readOperator(), PropertyTag.read(in), Values.readTagged(in, width));
            case 0x05 -> new CompareProperties(readOperator(), PropertyTag.read(in), PropertyTag.read(in));
            case 0x06 -> new BitMask(readIsZero(), PropertyTag.read(in), in.i32());
            case 0x07 -> new Size(readOperator(), PropertyTag.read(in), in.i32());
            case 0x08 -> new Exist(PropertyTag.read(in));
            case 0x09 -> new SubObject(PropertyTag.read(in), read(depth + 1));
            case 0x0a -> readComment(depth);
            case 0x0b -> new Count(in.i32(), read(depth + 1));
            default -> throw new MalformedException("RestrictType");
        };
    }

    private List<Restriction> readParts(int depth) {
        int count = width.read(in, 2);
        var read = new ArrayList<Restriction>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            read.add(read(depth + 1));
        }
        return read;
    }

    private Comment readComment(int depth) {
        List<PropertyValue> values = Values.readTagged(in, in.u8(), width);
        return new Comment(values, in.u8() != 0 ? List.of(read(depth + 1)) : List.of());
    }

    private boolean readIsZero() {
        int operator = in.u8();
        require(operator <= 1, "BitmapRelOp");
        return operator == 0;
    }

    private Operator readOperator() {
        int code = in.u8();
        for (Operator operator : Operator.values()) {
            if (operator.code() == code) {
                return operator;
            }
        }
        throw new MalformedException("RelOp");
    }

    static void write(ByteWriter out, Restriction restriction, CountWidth width) {
        switch (restriction) {
            case And and -> writeParts(out.u8(0x00), and.parts(), width);
            case Or or -> writeParts(out.u8(0x01), or.parts(), width);
            case Not not -> write(out.u8(0x02), not.part(), width);
            case Content content -> {
                out.u8(0x03).u16(content.fuzzyLow()).u16(content.fuzzyHigh()).i32(content.property().code());
                Values.writeTagged(out, content.pattern(), width);
            }
            case Property property -> {
                out.u8(0x04).u8(property.operator().code()).i32(property.property().code());
                Values.writeTagged(out, property.constant(), width);
            }
            case CompareProperties compare -> out.u8(0x05).u8(compare.operator().code())
                    .i32(compare.left().code()).i32(compare.right().code());
            case BitMask mask -> out.u8(0x06).u8(mask.isZero() ? 0 : 1).i32(mask.property().code()).i32(mask.mask());
            case Size size -> out.u8(0x07).u8(size.operator().code()).i32(size.property().code()).i32(size.bytes());
            case Exist exist -> out.u8(0x08).i32(exist.property().code());
            case SubObject sub -> write(out.u8(0x09).i32(sub.subObject().code()), sub.part(), width);
            case Comment comment -> {
                out.u8(0x0a).u8(comment.values().size());
                comment.values().forEach(value -> Values.writeTagged(out, value, width));
                out.u8(comment.part().size());
                comment.part().forEach(part -> write(out, part, width));
            }
            case Count count -> write(out.u8(0x0b).i32(count.limit()), count.part(), width);
        }
    }

    private static void writeParts(ByteWriter out, List<Restriction> parts, CountWidth width) {
        width.write(out, parts.size());
        parts.forEach(part -> write(out, part, width));
    }
}
