package org.gatehouse.wire;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/// Writes little-endian fields to a growing buffer. Not thread-safe.
public final class ByteWriter {
    private static final byte[] NOTHING = new byte[0];

    private byte[] buffer;
    private int size;

    public ByteWriter() {
        this(256);
    }

    public ByteWriter(int capacity) {
        buffer = new byte[Math.max(16, capacity)];
    }

    public int size() {
        return size;
    }

    /// Drops everything written after `target`.
    public void truncate(int target) {
        if (target < 0 || target > size) {
            throw new IllegalArgumentException("truncate to " + target + " of " + size);
        }
        size = target;
    }

    public ByteWriter u8(int value) {
        ensure(1);
        buffer[size++] = (byte) value;
        return this;
    }

    public ByteWriter u16(int value) {
        ensure(2);
        buffer[size++] = (byte) value;
        buffer[size++] = (byte) (value >> 8);
        return this;
    }

    public ByteWriter u16BigEndian(int value) {
        return u16(Short.reverseBytes((short) value));
    }

    public ByteWriter i32(int value) {
        ensure(4);
        buffer[size++] = (byte) value;
        buffer[size++] = (byte) (value >> 8);
        buffer[size++] = (byte) (value >> 16);
        buffer[size++] = (byte) (value >> 24);
        return this;
    }

    public ByteWriter i32BigEndian(int value) {
        return i32(Integer.reverseBytes(value));
    }

    public ByteWriter u32(long value) {
        return i32((int) value);
    }

    public ByteWriter i64(long value) {
        return i32((int) value).i32((int) (value >> 32));
    }

    public ByteWriter i64BigEndian(long value) {
        return i64(Long.reverseBytes(value));
    }

    /// A GUID in its mixed-endian packet form ([MS-DTYP] 2.3.4.2).
    public ByteWriter guid(UUID value) {
        long high = value.getMostSignificantBits();
        return i32((int) (high >> 32)).u16((int) (high >> 16)).u16((int) high)
                .i64BigEndian(value.getLeastSignificantBits());
    }

    public ByteWriter bytes(byte[] source) {
        return bytes(source, 0, source.length);
    }

    public ByteWriter bytes(byte[] source, int from, int count) {
        ensure(count);
        System.arraycopy(source, from, buffer, size, count);
        size += count;
        return this;
    }

    public ByteWriter bytes(Bytes source) {
        return bytes(source, 0, source.length());
    }

    public ByteWriter bytes(Bytes source, int from, int count) {
        source.writeTo(this, from, count);
        return this;
    }

    public ByteWriter zeros(int count) {
        ensure(count);
        Arrays.fill(buffer, size, size + count, (byte) 0);
        size += count;
        return this;
    }

    /// Pads with zeros to the next multiple of `alignment` (a power of two).
    public ByteWriter align(int alignment) {
        return zeros(-size & alignment - 1);
    }

    public ByteWriter utf16(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_16LE));
    }

    public ByteWriter utf16Terminated(String text) {
        return utf16(text).u16(0);
    }

    public ByteWriter terminated(String text, Charset charset) {
        return bytes(text.getBytes(charset)).u8(0);
    }

    /// Overwrites two bytes written before.
    public void patchU16(int at, int value) {
        checkPatch(at, 2);
        buffer[at] = (byte) value;
        buffer[at + 1] = (byte) (value >> 8);
    }

    /// Overwrites four bytes written before.
    public void patchI32(int at, int value) {
        patchU16(at, value);
        patchU16(at + 2, value >> 16);
    }

    public byte[] toArray() {
        return Arrays.copyOf(buffer, size);
    }

    public Bytes toBytes() {
        return Bytes.wrap(toArray());
    }

    /// Gives away what was written, without a copy where it fills the capacity exactly. The writer is empty afterwards.
    public byte[] take() {
        byte[] taken = size == buffer.length ? buffer : toArray();
        buffer = NOTHING;
        size = 0;
        return taken;
    }

    /// Gives away what was written, without a copy where it fills half of the capacity at least. The writer is empty
    /// afterwards.
    public Bytes takeBytes() {
        Bytes taken = size >= buffer.length / 2 ? Bytes.wrap(buffer, 0, size) : toBytes();
        buffer = NOTHING;
        size = 0;
        return taken;
    }

    private void checkPatch(int at, int count) {
        if (at < 0 || at + count > size) {
            throw new IllegalArgumentException("patch at " + at + " of " + size);
        }
    }

    private void ensure(int more) {
        if (more < 0) {
            throw new IllegalArgumentException("negative count");
        }
        if (size + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, more), buffer.length * 2));
        }
    }
}
