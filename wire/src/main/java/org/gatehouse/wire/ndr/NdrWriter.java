package org.gatehouse.wire.ndr;

import java.nio.charset.Charset;
import java.util.UUID;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// Writes one NDR 2.0 stub in little-endian order ([C706] 14.2-14.3); a receiver converts ("receiver makes right").
///
/// Referent identifiers of pointers start at 0x00020000 and grow by 4, as Windows does.
public final class NdrWriter {
    private final ByteWriter out;
    private int nextReferent = 0x0002_0000;

    public NdrWriter() {
        this.out = new ByteWriter();
    }

    /// @param capacity about how many bytes there will be
    public NdrWriter(int capacity) {
        this.out = new ByteWriter(capacity);
    }

    public int size() {
        return out.size();
    }

    public NdrWriter align(int alignment) {
        out.align(alignment);
        return this;
    }

    public NdrWriter u8(int value) {
        out.u8(value);
        return this;
    }

    public NdrWriter u16(int value) {
        out.align(2).u16(value);
        return this;
    }

    public NdrWriter i32(int value) {
        out.align(4).i32(value);
        return this;
    }

    public NdrWriter u32(long value) {
        return i32((int) value);
    }

    public NdrWriter i64(long value) {
        out.align(8).i64(value);
        return this;
    }

    public NdrWriter guid(UUID value) {
        out.align(4).guid(value);
        return this;
    }

    public NdrWriter contextHandle(ContextHandle handle) {
        return i32(handle.attributes()).guid(handle.uuid());
    }

    /// A unique or full pointer; its referent has to be written when its turn comes.
    public NdrWriter pointer(boolean present) {
        if (!present) {
            return i32(0);
        }
        i32(nextReferent);
        nextReferent += 4;
        return this;
    }

    /// Bytes without alignment or counts.
    public NdrWriter blob(Bytes content) {
        out.bytes(content);
        return this;
    }

    /// Maximum count, then the bytes.
    public NdrWriter conformantBytes(Bytes content) {
        return i32(content.length()).blob(content);
    }

    /// Maximum count, offset 0, actual count, then the bytes.
    public NdrWriter conformantVaryingBytes(Bytes content, int max) {
        return i32(max).i32(0).i32(content.length()).blob(content);
    }

    /// A string of bytes with its terminating zero.
    public NdrWriter string(String text, Charset charset) {
        return stringBytes(Bytes.wrap(text.getBytes(charset)));
    }

    /// A string of bytes in its code page already; the terminating zero is added.
    public NdrWriter stringBytes(Bytes raw) {
        i32(raw.length() + 1).i32(0).i32(raw.length() + 1);
        out.bytes(raw).u8(0);
        return this;
    }

    /// A string of 16-bit characters with its terminating zero.
    public NdrWriter wideString(String text) {
        i32(text.length() + 1).i32(0).i32(text.length() + 1);
        out.utf16Terminated(text);
        return this;
    }

    public Bytes toBytes() {
        return out.toBytes();
    }

    /// Gives away what was written, without a copy where it fills the capacity exactly. The writer is empty afterwards.
    public Bytes take() {
        return out.takeBytes();
    }
}
