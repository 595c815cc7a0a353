package org.gatehouse.mapi.emsmdb;

import static org.gatehouse.wire.MalformedException.require;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// Payloads behind RPC_HEADER_EXT ([MS-OXCRPC] 2.2.2.1, 3.1.4.1.1, 3.1.4.2.1).
///
/// ```
/// Version (2) = 0 | Flags (2) | Size (2) | SizeActual (2) | payload: packed first, then obfuscated
/// ```
public final class ExtendedBuffer {
    public static final int HEADER_SIZE = 8;
    /// "A single payload MUST NOT exceed 32 KB" (3.1.4.1.1); the size field itself allows no more than 64 KB.
    public static final int PAYLOAD_MAX = 0x8000;
    /// Payloads of one reply (3.1.4.2.1.2).
    public static final int CHAIN_MAX = 96;

    private static final int COMPRESSED = 0x0001;
    private static final int XOR_MAGIC = 0x0002;
    private static final int LAST = 0x0004;
    private static final int KNOWN = COMPRESSED | XOR_MAGIC | LAST;
    private static final int MAGIC = 0xa5;
    /// Below this, compression would win little.
    private static final int COMPRESS_MIN = 1024;

    private ExtendedBuffer() {}

    /// Reads the one payload of a request, which carries the Last flag and ends the buffer.
    public static Bytes readOne(Bytes buffer) {
        List<Bytes> payloads = readAll(buffer);
        require(payloads.size() == 1, "several extended buffers in a request");
        return payloads.getFirst();
    }

    /// Reads all payloads up to the one with the Last flag, which has to end the buffer.
    public static List<Bytes> readAll(Bytes buffer) {
        var in = buffer.reader();
        var payloads = new ArrayList<Bytes>();
        boolean last;
        do {
            require(payloads.size() < CHAIN_MAX, "more than " + CHAIN_MAX + " extended buffers");
            require(in.u16() == 0, "version of the extended buffer");
            int flags = in.u16();
            require((flags & ~KNOWN) == 0, "flags of the extended buffer");
            last = (flags & LAST) != 0;
            payloads.add(payload(flags, in));
        } while (!last);
        require(!in.hasRemaining(), "bytes after the last extended buffer");
        return payloads;
    }

    private static Bytes payload(int flags, ByteReader in) {
        int size = in.u16();
        int sizeActual = in.u16();
        require(sizeActual <= PAYLOAD_MAX, "payload beyond 32 KB");
        Bytes payload = in.blob(size);
        if ((flags & XOR_MAGIC) != 0) {
            payload = obfuscate(payload);
        }
        if ((flags & COMPRESSED) == 0) {
            require(size == sizeActual, "sizes of a plain extended buffer differ");
            return payload;
        }
        require(size < sizeActual, "compressed payload is not smaller");
        return Direct2.decompress(payload, sizeActual);
    }

    /// Writes payloads one after the other, the Last flag on the last.
    public static Bytes write(List<Bytes> payloads, boolean mayCompress, boolean mayObfuscate) {
        if (payloads.isEmpty()) {
            throw new IllegalArgumentException("no payload");
        }
        var out = new ByteWriter(payloads.stream().mapToInt(payload -> HEADER_SIZE + payload.length()).sum());
        for (int i = 0; i < payloads.size(); i++) {
            write(payloads.get(i), i == payloads.size() - 1, mayCompress, mayObfuscate, out);
        }
        return out.takeBytes();
    }

    private static void write(Bytes plain, boolean last, boolean mayCompress, boolean mayObfuscate, ByteWriter out) {
        if (plain.length() > PAYLOAD_MAX) {
            throw new IllegalArgumentException("payload of " + plain.length() + " bytes");
        }
        int flags = last ? LAST : 0;
        Bytes payload = plain;
        if (mayCompress && plain.length() >= COMPRESS_MIN) {
            Bytes packed = Direct2.compress(plain);
            if (packed.length() < plain.length()) {
                payload = packed;
                flags |= COMPRESSED;
            }
        }
        if (mayObfuscate && (flags & COMPRESSED) == 0) {
            payload = obfuscate(payload);
            flags |= XOR_MAGIC;
        }
        out.u16(0).u16(flags).u16(payload.length()).u16(plain.length()).bytes(payload);
    }

    /// Exclusive or with 0xA5 (3.1.4.1.1.3); twice gives the input.
    static Bytes obfuscate(Bytes plain) {
        byte[] bytes = plain.toArray();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= (byte) MAGIC;
        }
        return Bytes.wrap(bytes);
    }
}
