package org.gatehouse.wire;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/// An immutable run of bytes with value equality, so that records can hold binary fields.
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);
    /// Shorter parts are copied.
    private static final int SHARED_MIN = 4096;

    private final byte[] content;
    private final int start;
    private final int length;

    private Bytes(byte[] content, int start, int length) {
        this.content = content;
        this.start = start;
        this.length = length;
    }

    /// Copies the array.
    public static Bytes copyOf(byte[] source) {
        return copyOf(source, 0, source.length);
    }

    /// Copies a part of the array.
    public static Bytes copyOf(byte[] source, int from, int to) {
        return from == to ? EMPTY : new Bytes(Arrays.copyOfRange(source, from, to), 0, to - from);
    }

    /// Takes the array as it is; the caller gives it up and never writes to it again.
    public static Bytes wrap(byte[] given) {
        return wrap(given, 0, given.length);
    }

    /// Takes a part of the array as it is; the caller never writes to it again. The whole array is kept for as long as
    /// the part is.
    public static Bytes wrap(byte[] given, int from, int to) {
        Objects.checkFromToIndex(from, to, given.length);
        return from == to ? EMPTY : new Bytes(given, from, to - from);
    }

    /// Parses hexadecimal digits; white space between them is ignored.
    public static Bytes ofHex(String hex) {
        return wrap(HexFormat.of().parseHex(hex.replaceAll("\\s+", "")));
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /// The byte at an index, 0 to 255.
    public int at(int index) {
        return content[start + Objects.checkIndex(index, length)] & 0xff;
    }

    public byte[] toArray() {
        return Arrays.copyOfRange(content, start, start + length);
    }

    public Bytes slice(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        return part(content, start + from, start + to);
    }

    /// A part of what never changes. A long one shares the array if it is half of it at least, so that none keeps more
    /// than twice its length alive.
    static Bytes part(byte[] content, int from, int to) {
        return to - from >= SHARED_MIN && to - from >= content.length / 2 ? wrap(content, from, to)
                : copyOf(content, from, to);
    }

    public ByteReader reader() {
        return ByteReader.ofUnchanging(content, start, start + length);
    }

    void writeTo(ByteWriter out, int from, int count) {
        Objects.checkFromIndexSize(from, count, length);
        out.bytes(content, start + from, count);
    }

    /// Hexadecimal digits in lower case, without separators.
    public String hex() {
        return HexFormat.of().formatHex(content, start, start + length);
    }

    /// Orders by unsigned bytes, a prefix before what continues it.
    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(content, start, start + length, other.content, other.start,
                other.start + other.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, start, start + length, bytes.content, bytes.start,
                bytes.start + bytes.length);
    }

    @Override
    public int hashCode() {
        if (length == content.length) {
            return Arrays.hashCode(content);
        }
        int hash = 1; // the same of a part
        for (int i = start; i < start + length; i++) {
            hash = 31 * hash + content[i];
        }
        return hash;
    }

    /// Shows the length and the first bytes only: values may be long.
    @Override
    public String toString() {
        int shown = Math.min(length, 32);
        String head = HexFormat.of().formatHex(content, start, start + shown);
        return shown < length ? head + "...(" + length + " bytes)" : head;
    }
}
