package org.gatehouse.wire.ndr;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;

/// Reads one NDR 2.0 stub ([C706] 14.2-14.3) in the sender's byte order.
///
/// Primitives align themselves from the start of the stub ([C706] 14.2.2). Three traps have names of their own:
/// the maximum count of a conformant array inside a structure stands before the structure ([C706] 14.3.7.2), so the
/// caller reads it first with [#conformance()]; pointers embedded in a structure or array put their referents after
/// it in order ([C706] 14.3.12.3), so the caller reads [#pointer()] with the members and the referents afterwards;
/// a top-level reference pointer has no representation of its own.
public final class NdrReader {
    private final ByteReader in;
    private final boolean bigEndian;

    /// Reads a stub sent by a little-endian caller.
    public NdrReader(Bytes stub) {
        this(stub, false);
    }

    public NdrReader(Bytes stub, boolean bigEndian) {
        this(stub.reader(), bigEndian);
    }

    /// Reads on in a window, which alignment counts from.
    public NdrReader(ByteReader window, boolean bigEndian) {
        this.in = window;
        this.bigEndian = bigEndian;
    }

    public boolean bigEndian() {
        return bigEndian;
    }

    public int remaining() {
        return in.remaining();
    }

    public int position() {
        return in.position();
    }

    public void align(int alignment) {
        in.align(alignment);
    }

    public int u8() {
        return in.u8();
    }

    public int u16() {
        in.align(2);
        return bigEndian ? in.u16BigEndian() : in.u16();
    }

    public int i32() {
        in.align(4);
        return bigEndian ? in.i32BigEndian() : in.i32();
    }

    public long u32() {
        return i32() & 0xffff_ffffL;
    }

    public long i64() {
        in.align(8);
        return bigEndian ? in.i64BigEndian() : in.i64();
    }

    /// A GUID as an NDR structure: its first three members follow the caller's byte order.
    public UUID guid() {
        long high = u32() << 32;
        high |= (long) u16() << 16;
        high |= u16();
        return new UUID(high, in.i64BigEndian());
    }

    /// A context handle: attributes and GUID, 20 bytes ([C706] 14.3.10, appendix N). Kept in canonical form.
    public ContextHandle contextHandle() {
        int attributes = i32();
        return new ContextHandle(attributes, guid());
    }

    /// A unique or full pointer: whether its referent follows.
    public boolean pointer() {
        return i32() != 0;
    }

    /// The maximum count of a conformant array ([C706] 14.3.3.2), at most `max`.
    public int conformance(int max) {
        long count = u32();
        require(count <= max, "conformant array too long");
        return (int) count;
    }

    /// Bytes without alignment.
    public Bytes blob(int count) {
        return in.blob(count);
    }

    /// A conformant array of bytes with its maximum count before it.
    public Bytes conformantBytes(int max) {
        return in.blob(conformance(max));
    }

    /// A conformant varying array of bytes: maximum count, offset, actual count ([C706] 14.3.3.4).
    public Bytes conformantVaryingBytes(int max) {
        return in.blob(varyingCount(conformance(max)));
    }

    /// The offset (which has to be 0) and the actual count of a varying array whose maximum is known.
    public int varyingCount(int max) {
        require(i32() == 0, "varying array with an offset");
        long count = u32();
        require(count <= max, "varying array longer than its maximum");
        return (int) count;
    }

    /// Reads `count` elements of at least `elementSizeMin` bytes each.
    public <T> List<T> list(int count, int elementSizeMin, Function<NdrReader, T> element) {
        in.need((long) count * elementSizeMin);
        var elements = new ArrayList<T>(count);
        for (int i = 0; i < count; i++) {
            elements.add(element.apply(this));
        }
        return List.copyOf(elements);
    }

    /// A conformant varying string of bytes that ends with zero (`[string] char *`), without the zero.
    public Bytes stringBytes(int max) {
        Bytes text = conformantVaryingBytes(max);
        require(!text.isEmpty() && text.at(text.length() - 1) == 0, "string without its terminating zero");
        return text.slice(0, text.length() - 1);
    }

    /// [#stringBytes(int)] in a code page.
    public String string(int max, Charset charset) {
        return new String(stringBytes(max).toArray(), charset);
    }

    /// A conformant varying string of 16-bit characters that ends with zero (`[string] wchar_t *`).
    public String wideString(int charsMax) {
        int count = varyingCount(conformance(charsMax));
        require(count > 0, "string without its terminating zero");
        // Looked at as bytes: decoding may merge unpaired surrogates and so change the length.
        byte[] raw = in.bytes(Math.multiplyExact(count, 2));
        require(raw[raw.length - 2] == 0 && raw[raw.length - 1] == 0, "string without its terminating zero");
        return new String(raw, 0, raw.length - 2, bigEndian ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE);
    }
}
