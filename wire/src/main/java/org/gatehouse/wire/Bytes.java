package org.gatehouse.wire;

import java.util.Arrays;
import java.util.HexFormat;

/// An immutable run of bytes with value equality, so that records can hold binary fields.
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /// Copies the array.
    public static Bytes copyOf(byte[] source) {
        return source.length == 0 ? EMPTY : new Bytes(source.clone());
    }

    /// Copies a part of the array.
    public static Bytes copyOf(byte[] source, int from, int to) {
        return from == to ? EMPTY : new Bytes(Arrays.copyOfRange(source, from, to));
    }

    /// Takes the array as it is; the caller gives it up and never writes to it again.
    public static Bytes wrap(byte[] given) {
        return given.length == 0 ? EMPTY : new Bytes(given);
    }

    /// Parses hexadecimal digits; white space between them is ignored.
    public static Bytes ofHex(String hex) {
        return wrap(HexFormat.of().parseHex(hex.replaceAll("\\s+", "")));
    }

    public int length() {
        return content.length;
    }

    public boolean isEmpty() {
        return content.length == 0;
    }

    /// The byte at an index, 0 to 255.
    public int at(int index) {
        return content[index] & 0xff;
    }

    public byte[] toArray() {
        return content.clone();
    }

    public Bytes slice(int from, int to) {
        return copyOf(content, from, to);
    }

    public ByteReader reader() {
        return new ByteReader(content);
    }

    void writeTo(ByteWriter out, int from, int count) {
        out.bytes(content, from, count);
    }

    /// Hexadecimal digits in lower case, without separators.
    public String hex() {
        return HexFormat.of().formatHex(content);
    }

    /// Orders by unsigned bytes, a prefix before what continues it.
    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(content, other.content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /// Shows the length and the first bytes only: values may be long.
    @Override
    public String toString() {
        int shown = Math.min(content.length, 32);
        String head = HexFormat.of().formatHex(content, 0, shown);
        return shown < content.length ? head + "...(" + content.length + " bytes)" : head;
    }
}
