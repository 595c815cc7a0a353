package org.gatehouse.mapi.nspi;

import static org.gatehouse.wire.MalformedException.require;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// PropertyTagArray_r ([MS-OXNSPI] 2.2.2.2), which carries property tags and also lists of Minimal Entry IDs:
/// `DWORD cValues; [range(0, 100001), size_is(cValues + 1), length_is(cValues)] DWORD aulPropTag[];`
///
/// The counts have to agree, since the interface asks for strict checks ([MS-OXNSPI] 3.1.4).
final class PropertyTagArrays {
    private PropertyTagArrays() {}

    static List<Integer> readNumbers(NdrReader in) {
        int max = in.conformance(NspiLimits.TAGS_MAX + 1);
        long count = in.u32();
        require(count <= NspiLimits.TAGS_MAX && max == count + 1, "PropertyTagArray_r.cValues");
        require(in.varyingCount(max) == count, "PropertyTagArray_r.length_is");
        return in.list((int) count, 4, NdrReader::i32);
    }

    static List<PropertyTag> readTags(NdrReader in) {
        return readNumbers(in).stream().map(PropertyTag::new).toList();
    }

    /// A unique pointer to an array of tags; null asks the server to choose.
    static @Nullable List<PropertyTag> readTagsPointer(NdrReader in) {
        return in.pointer() ? readTags(in) : null;
    }

    static @Nullable List<Integer> readNumbersPointer(NdrReader in) {
        return in.pointer() ? readNumbers(in) : null;
    }

    static void writeNumbers(NdrWriter out, List<Integer> numbers) {
        out.i32(numbers.size() + 1).i32(numbers.size()).i32(0).i32(numbers.size());
        numbers.forEach(out::i32);
    }

    static void writeNumbersPointer(NdrWriter out, @Nullable List<Integer> numbers) {
        out.pointer(numbers != null);
        if (numbers != null) {
            writeNumbers(out, numbers);
        }
    }

    static void writeTagsPointer(NdrWriter out, @Nullable List<PropertyTag> tags) {
        if (tags == null) {
            out.pointer(false);
            return;
        }
        var numbers = new ArrayList<Integer>(tags.size());
        tags.forEach(tag -> numbers.add(tag.code()));
        writeNumbersPointer(out, numbers);
    }
}
