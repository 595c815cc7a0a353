package org.gatehouse.mapi.nspi;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import java.util.function.Supplier;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.wire.MalformedException;
import org.gatehouse.wire.ndr.NdrReader;

/// A condition on address book objects, Restriction_r ([MS-OXNSPI] 2.2.5) in its NDR dialect.
///
/// Meaning as in [MS-OXCDATA] 2.12. The wire names the kind twice, as `rt` and as the union's discriminant.
public sealed interface NspiRestriction {
    record And(List<NspiRestriction> parts) implements NspiRestriction {}

    record Or(List<NspiRestriction> parts) implements NspiRestriction {}

    record Not(NspiRestriction part) implements NspiRestriction {}

    /// @param fuzzyLevel how exact the match is: low half FULL_STRING, SUBSTRING or PREFIX
    record Content(int fuzzyLevel, PropertyTag tag, PropertyValue value) implements NspiRestriction {
        public static final int FULL_STRING = 0;
        public static final int SUBSTRING = 1;
        public static final int PREFIX = 2;
    }

    /// @param relation 0 less, 1 less or equal, 2 greater, 3 greater or equal, 4 equal, 5 not equal, 6 like
    record Property(int relation, PropertyTag tag, PropertyValue value) implements NspiRestriction {}

    record Compare(int relation, PropertyTag left, PropertyTag right) implements NspiRestriction {}

    /// @param relation 0 the masked bits are zero, 1 they are not
    record BitMask(int relation, PropertyTag tag, int mask) implements NspiRestriction {}

    record Size(int relation, PropertyTag tag, int byteCount) implements NspiRestriction {}

    record Exist(PropertyTag tag) implements NspiRestriction {}

    record SubObject(PropertyTag tag, NspiRestriction part) implements NspiRestriction {}

    /// How deep this restriction nests, 1 for a single condition.
    default int depth() {
        return switch (this) {
            case And(var parts) -> 1 + parts.stream().mapToInt(NspiRestriction::depth).max().orElse(0);
            case Or(var parts) -> 1 + parts.stream().mapToInt(NspiRestriction::depth).max().orElse(0);
            case Not(var part) -> 1 + part.depth();
            case SubObject(var _, var part) -> 1 + part.depth();
            case Content _, Property _, Compare _, BitMask _, Size _, Exist _ -> 1;
        };
    }

    /// How many conditions and connectives there are in all.
    default int nodeCount() {
        return switch (this) {
            case And(var parts) -> 1 + parts.stream().mapToInt(NspiRestriction::nodeCount).sum();
            case Or(var parts) -> 1 + parts.stream().mapToInt(NspiRestriction::nodeCount).sum();
            case Not(var part) -> 1 + part.nodeCount();
            case SubObject(var _, var part) -> 1 + part.nodeCount();
            case Content _, Property _, Compare _, BitMask _, Size _, Exist _ -> 1;
        };
    }

    static NspiRestriction read(NdrReader in) {
        return begin(in, NspiLimits.RESTRICTION_DEPTH_MAX).get();
    }

    private static Supplier<NspiRestriction> begin(NdrReader in, int depthLeft) {
        require(depthLeft > 0, "Restriction_r nests too deep");
        int kind = in.i32();
        require(in.i32() == kind, "RestrictionUnion_r switched on another kind than rt");
        return switch (kind) {
            case 0 -> beginList(in, depthLeft, And::new);
            case 1 -> beginList(in, depthLeft, Or::new);
            case 2 -> {
                Supplier<NspiRestriction> part = beginPointer(in, depthLeft);
                yield () -> new Not(part.get());
            }
            case 3 -> beginComparison(in, Content::new);
            case 4 -> beginComparison(in, Property::new);
            case 5 -> ready(new Compare(in.i32(), tag(in), tag(in)));
            case 6 -> ready(new BitMask(in.i32(), tag(in), in.i32()));
            case 7 -> ready(new Size(in.i32(), tag(in), in.i32()));
            case 8 -> {
                in.i32(); // ulReserved1
                var exist = new Exist(tag(in));
                in.i32(); // ulReserved2
                yield ready(exist);
            }
            case 9 -> {
                PropertyTag tag = tag(in);
                Supplier<NspiRestriction> part = beginPointer(in, depthLeft);
                yield () -> new SubObject(tag, part.get());
            }
            default -> throw new MalformedException("Restriction_r of unknown kind " + kind);
        };
    }

    private static Supplier<NspiRestriction> ready(NspiRestriction restriction) {
        return () -> restriction;
    }

    private static PropertyTag tag(NdrReader in) {
        return new PropertyTag(in.i32());
    }

    private static Supplier<NspiRestriction> beginPointer(NdrReader in, int depthLeft) {
        require(in.pointer(), "Restriction_r without its part");
        return () -> begin(in, depthLeft - 1).get();
    }

    private static Supplier<NspiRestriction> beginList(NdrReader in, int depthLeft,
            java.util.function.Function<List<NspiRestriction>, NspiRestriction> kind) {
        long count = in.u32();
        boolean present = in.pointer();
        require(count <= NspiLimits.ELEMENTS_MAX && (present || count == 0), "AndOrRestriction_r.cRes");
        if (!present) {
            return () -> kind.apply(List.of());
        }
        return () -> {
            require(in.conformance(NspiLimits.ELEMENTS_MAX) == count, "AndOrRestriction_r.lpRes");
            List<Supplier<NspiRestriction>> parts = in.list((int) count, 12, each -> begin(each, depthLeft - 1));
            return kind.apply(parts.stream().map(Supplier::get).toList());
        };
    }

    private static Supplier<NspiRestriction> beginComparison(NdrReader in, Comparison kind) {
        int how = in.i32();
        PropertyTag tag = tag(in);
        require(in.pointer(), "Restriction_r without its value");
        return () -> kind.of(how, tag, PropertyValues.read(in));
    }

    /// The shape that content and property restrictions share.
    interface Comparison {
        NspiRestriction of(int how, PropertyTag tag, PropertyValue value);
    }
}
