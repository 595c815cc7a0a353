package org.gatehouse.mapi.nspi;

import static org.gatehouse.wire.MalformedException.require;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.NdrReader;

/// StringsArray_r and WStringsArray_r ([MS-OXNSPI] 2.2.7):
/// `[range(0, 100000)] DWORD Count; [size_is(Count)] [string] char * Strings[];`
///
/// A null string reads as an empty one: name resolution treats both alike ([MS-OXNSPI] 3.1.4.7).
final class StringArrays {
    private StringArrays() {}

    /// Strings in a code page that another parameter names.
    static List<Bytes> readBytes(NdrReader in) {
        return read(in, Bytes.EMPTY, text -> text.stringBytes(NspiLimits.STRING_CHARS_MAX));
    }

    static List<String> readWide(NdrReader in) {
        return read(in, "", text -> text.wideString(NspiLimits.STRING_CHARS_MAX));
    }

    private static <T> List<T> read(NdrReader in, T absent, Function<NdrReader, T> string) {
        int max = in.conformance(NspiLimits.ELEMENTS_MAX);
        require(in.u32() == max, "StringsArray_r.Count");
        return readElements(in, max, absent, string);
    }

    /// `count` pointers, then the strings of those that are not null.
    static <T> List<T> readElements(NdrReader in, int count, T absent, Function<NdrReader, T> string) {
        List<Boolean> present = in.list(count, 4, NdrReader::pointer);
        var strings = new ArrayList<T>(count);
        for (boolean there : present) {
            strings.add(there ? string.apply(in) : absent);
        }
        return List.copyOf(strings);
    }
}
