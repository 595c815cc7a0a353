package org.gatehouse.mapi.nspi;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.wire.MalformedException;
import org.gatehouse.wire.ndr.NdrReader;

/// Reads Restriction_r, the NDR dialect of restrictions ([MS-OXNSPI] 2.2.5, all kinds of the interface in 6).
///
/// The wire names the kind twice, as `rt` and as the union's discriminant. Reading goes in the two steps that
/// [PropertyValues] describes, and no deeper than a limit.
final class Restrictions {
    private Restrictions() {}

    static Restriction read(NdrReader in) {
        return begin(in, NspiLimits.RESTRICTION_DEPTH_MAX).get();
    }

    private static Supplier<Restriction> begin(NdrReader in, int depthLeft) {
        require(depthLeft > 0, "Restriction_r nests too deep");
        int kind = in.i32();
        require(in.i32() == kind, "RestrictionUnion_r switched on another kind than rt");
        return switch (kind) {
            case 0 -> beginList(in, depthLeft, Restriction.And::new);
            case 1 -> beginList(in, depthLeft, Restriction.Or::new);
            case 2 -> {
                Supplier<Restriction> part = beginPointer(in, depthLeft);
                yield () -> new Restriction.Not(part.get());
            }
            case 3 -> {
                int fuzzyLevel = in.i32();
                PropertyTag tag = tag(in);
                Supplier<PropertyValue> value = beginValue(in);
                yield () -> new Restriction.Content(fuzzyLevel & 0xffff, fuzzyLevel >>> 16, tag, value.get());
            }
            case 4 -> {
                Restriction.Operator operator = operator(in);
                PropertyTag tag = tag(in);
                Supplier<PropertyValue> value = beginValue(in);
                yield () -> new Restriction.Property(operator, tag, value.get());
            }
            case 5 -> ready(new Restriction.CompareProperties(operator(in), tag(in), tag(in)));
            case 6 -> ready(new Restriction.BitMask(in.i32() == 0, tag(in), in.i32()));
            case 7 -> ready(new Restriction.Size(operator(in), tag(in), in.i32()));
            case 8 -> {
                in.i32(); // ulReserved1
                var exist = new Restriction.Exist(tag(in));
                in.i32(); // ulReserved2
                yield ready(exist);
            }
            case 9 -> {
                PropertyTag tag = tag(in);
                Supplier<Restriction> part = beginPointer(in, depthLeft);
                yield () -> new Restriction.SubObject(tag, part.get());
            }
            default -> throw new MalformedException("Restriction_r of unknown kind " + kind);
        };
    }

    private static Supplier<Restriction> ready(Restriction restriction) {
        return () -> restriction;
    }

    private static PropertyTag tag(NdrReader in) {
        return new PropertyTag(in.i32());
    }

    private static Restriction.Operator operator(NdrReader in) {
        int code = in.i32();
        return Stream.of(Restriction.Operator.values()).filter(operator -> operator.code() == code).findFirst()
                .orElseThrow(() -> new MalformedException("relational operator " + code));
    }

    private static Supplier<PropertyValue> beginValue(NdrReader in) {
        require(in.pointer(), "Restriction_r without its value");
        return () -> PropertyValues.read(in);
    }

    private static Supplier<Restriction> beginPointer(NdrReader in, int depthLeft) {
        require(in.pointer(), "Restriction_r without its part");
        return () -> begin(in, depthLeft - 1).get();
    }

    private static Supplier<Restriction> beginList(NdrReader in, int depthLeft,
            Function<List<Restriction>, Restriction> kind) {
        long count = in.u32();
        boolean present = in.pointer();
        require(count <= NspiLimits.ELEMENTS_MAX && (present || count == 0), "AndOrRestriction_r.cRes");
        if (!present) {
            return () -> kind.apply(List.of());
        }
        return () -> {
            require(in.conformance(NspiLimits.ELEMENTS_MAX) == count, "AndOrRestriction_r.lpRes");
            List<Supplier<Restriction>> parts = in.list((int) count, 12, each -> begin(each, depthLeft - 1));
            return kind.apply(parts.stream().map(Supplier::get).toList());
        };
    }
}
