package org.gatehouse.wire;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/// Reads little-endian fields from a window of bytes and checks the bound before it allocates.
///
/// Every method that would leave the window throws [MalformedException]. Positions count from the window's start.
/// Not thread-safe.
public final class ByteReader {
    private final byte[] source;
    private final int start;
    private final int end;
    /// Nobody writes to the source any more, so that parts may share it.
    private final boolean unchanging;
    private int position;

    public ByteReader(byte[] source) {
        this(source, 0, source.length);
    }

    /// Reads `source[from, to)`, without copying.
    public ByteReader(byte[] source, int from, int to) {
        this(source, from, to, false);
    }

    private ByteReader(byte[] source, int from, int to, boolean unchanging) {
        if (from < 0 || from > to || to > source.length) {
            throw new IllegalArgumentException("window " + from + ".." + to + " of " + source.length);
        }
        this.source = source;
        this.start = from;
        this.end = to;
        this.position = from;
        this.unchanging = unchanging;
    }

    static ByteReader ofUnchanging(byte[] source, int from, int to) {
        return new ByteReader(source, from, to, true);
    }

    public int position() {
        return position - start;
    }

    public int remaining() {
        return end - position;
    }

    public boolean hasRemaining() {
        return position < end;
    }

    /// Moves to an absolute position of the window.
    public void seek(int target) {
        require(target >= 0 && target <= end - start, "position outside the buffer");
        position = start + target;
    }

    public void skip(int count) {
        take(count);
    }

    /// Skips to the next multiple of `alignment` (a power of two), counted from the window's start.
    public void align(int alignment) {
        skip(-position() & alignment - 1);
    }

    /// Throws unless `count` more bytes are there.
    public void need(long count) {
        require(count >= 0 && count <= remaining(), "buffer ends early");
    }

    public int u8() {
        return source[take(1)] & 0xff;
    }

    public int u16() {
        int at = take(2);
        return source[at] & 0xff | (source[at + 1] & 0xff) << 8;
    }

    public int u16BigEndian() {
        int at = take(2);
        return (source[at] & 0xff) << 8 | source[at + 1] & 0xff;
    }

    /// A 32-bit field as a Java `int`; unsigned fields above 2^31 come out negative.
    public int i32() {
        int at = take(4);
        return source[at] & 0xff | (source[at + 1] & 0xff) << 8 | (source[at + 2] & 0xff) << 16 | source[at + 3] << 24;
    }

    public int i32BigEndian() {
        return Integer.reverseBytes(i32());
    }

    /// An unsigned 32-bit field, 0 to 2^32-1.
    public long u32() {
        return i32() & 0xffff_ffffL;
    }

    /// An unsigned 32-bit size or count that has to fit what is left; `unit` is the least size of one element.
    public int count32(int unit) {
        long count = u32();
        require(count * unit <= remaining(), "count exceeds the buffer");
        return (int) count;
    }

    public long i64() {
        long low = u32();
        return low | u32() << 32;
    }

    public long i64BigEndian() {
        return Long.reverseBytes(i64());
    }

    /// A GUID in its mixed-endian packet form ([MS-DTYP] 2.3.4.2).
    public UUID guid() {
        long high = u32() << 32;
        high |= (long) u16() << 16;
        high |= u16();
        return new UUID(high, i64BigEndian());
    }

    public byte[] bytes(int count) {
        int at = take(count);
        return Arrays.copyOfRange(source, at, at + count);
    }

    public Bytes blob(int count) {
        int at = take(count);
        return unchanging ? Bytes.part(source, at, at + count) : Bytes.copyOf(source, at, at + count);
    }

    /// All bytes that are left.
    public Bytes rest() {
        return blob(remaining());
    }

    /// A reader of the next `count` bytes, which this reader passes over.
    public ByteReader window(int count) {
        int at = take(count);
        return new ByteReader(source, at, at + count, unchanging);
    }

    /// Reads `count` elements of at least `elementSizeMin` bytes each; the bound is checked before the list exists.
    public <T> List<T> list(int count, int elementSizeMin, Function<ByteReader, T> element) {
        need((long) count * elementSizeMin);
        require(count >= 0, "negative count");
        var elements = new ArrayList<T>(count);
        for (int i = 0; i < count; i++) {
            elements.add(element.apply(this));
        }
        return List.copyOf(elements);
    }

    /// UTF-16LE text that ends with a zero code unit, which is read and dropped.
    public String utf16Terminated() {
        for (int at = position; at + 1 < end; at += 2) {
            if (source[at] == 0 && source[at + 1] == 0) {
                String text = new String(source, position, at - position, StandardCharsets.UTF_16LE);
                position = at + 2;
                return text;
            }
        }
        throw new MalformedException("text without its terminating zero");
    }

    /// UTF-16LE text of a known size in bytes.
    public String utf16(int byteCount) {
        require((byteCount & 1) == 0, "odd size of UTF-16 text");
        int at = take(byteCount);
        return new String(source, at, byteCount, StandardCharsets.UTF_16LE);
    }

    /// Bytes up to a zero byte, which is read and dropped.
    public Bytes terminatedBytes() {
        for (int at = position; at < end; at++) {
            if (source[at] == 0) {
                Bytes text = Bytes.copyOf(source, position, at);
                position = at + 1;
                return text;
            }
        }
        throw new MalformedException("text without its terminating zero");
    }

    /// Text in a single- or multi-byte code page that ends with a zero byte.
    public String terminated(Charset charset) {
        return new String(terminatedBytes().toArray(), charset);
    }

    private int take(int count) {
        need(count);
        int at = position;
        position += count;
        return at;
    }
}
