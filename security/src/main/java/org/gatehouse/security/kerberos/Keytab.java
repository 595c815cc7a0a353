package org.gatehouse.security.kerberos;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// A keytab file, version 0x502 of MIT Kerberos ("The Keytab Binary File Format", krb5 documentation): numbers are
/// big-endian, each entry has its length before it, a negative length is a hole.
///
/// @param entries keys of other encryption types than ours included
public record Keytab(List<Entry> entries) {
    private static final int VERSION = 0x0502;
    private static final int COMPONENTS_MAX = 16;

    /// @param type the encryption type's number
    /// @param keyVersion kvno
    public record Entry(String realm, PrincipalName principal, Instant written, int keyVersion, int type, Bytes key) {
        /// The form `exchangeMDB/outlook.corp.example@CORP.EXAMPLE`.
        public String name() {
            return principal + "@" + realm;
        }

        /// The key, if it is of a type we take and of its length.
        public Optional<ServiceKey> usable() {
            return new EncryptionKey(type, key).usable().map(found -> new ServiceKey(keyVersion, found));
        }
    }

    public Keytab {
        entries = List.copyOf(entries);
    }

    public static Keytab decode(Bytes file) {
        ByteReader in = file.reader();
        require(in.remaining() >= 2 && in.u16BigEndian() == VERSION, "not a keytab file of version 0x502");
        var entries = new ArrayList<Entry>();
        while (in.remaining() >= Integer.BYTES) {
            int size = in.i32BigEndian();
            if (size == 0) {
                break; // MIT ends here
            }
            require(size != Integer.MIN_VALUE, "keytab entry too long");
            if (size < 0) {
                in.skip(-size);
            } else {
                entries.add(entry(in.window(size)));
            }
        }
        return new Keytab(entries);
    }

    private static Entry entry(ByteReader in) {
        int count = in.u16BigEndian();
        require(count <= COMPONENTS_MAX, "keytab principal of too many parts");
        String realm = text(in);
        var parts = new ArrayList<String>();
        for (int part = 0; part < count; part++) {
            parts.add(text(in));
        }
        int nameType = in.i32BigEndian();
        var written = Instant.ofEpochSecond(in.i32BigEndian() & 0xffff_ffffL);
        int version = in.u8();
        int type = in.u16BigEndian();
        Bytes key = in.blob(in.u16BigEndian());
        if (in.remaining() >= Integer.BYTES) {
            int wide = in.i32BigEndian();
            version = wide == 0 ? version : wide;
        }
        return new Entry(realm, new PrincipalName(nameType, parts), written, version, type, key);
    }

    public Bytes encode() {
        var out = new ByteWriter().u16BigEndian(VERSION);
        for (Entry entry : entries) {
            var body = new ByteWriter().u16BigEndian(entry.principal.parts().size());
            text(body, entry.realm);
            entry.principal.parts().forEach(part -> text(body, part));
            body.i32BigEndian(entry.principal.type()).i32BigEndian((int) entry.written.getEpochSecond())
                    .u8(entry.keyVersion & 0xff).u16BigEndian(entry.type).u16BigEndian(entry.key.length())
                    .bytes(entry.key).i32BigEndian(entry.keyVersion);
            out.i32BigEndian(body.size()).bytes(body.toBytes());
        }
        return out.toBytes();
    }

    private static String text(ByteReader in) {
        return new String(in.bytes(in.u16BigEndian()), StandardCharsets.UTF_8);
    }

    private static void text(ByteWriter out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.u16BigEndian(bytes.length).bytes(bytes);
    }
}
