package org.gatehouse.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/// An entry's attributes as one byte string: count, then for each name, count of values, and values with lengths.
final class EntryBytes {
    /// Follow from the name, so they are not stored.
    private static final List<String> DERIVED = List.of("distinguishedName", "canonicalName", "name");

    private EntryBytes() {}

    static byte[] write(ReadOnlyEntry entry) {
        var bytes = new ByteArrayOutputStream(512);
        try (var out = new DataOutputStream(bytes)) {
            List<Attribute> stored = entry.getAttributes().stream()
                    .filter(attribute -> DERIVED.stream().noneMatch(attribute.getName()::equalsIgnoreCase)).toList();
            out.writeShort(stored.size());
            for (Attribute attribute : stored) {
                out.writeUTF(attribute.getName());
                byte[][] values = attribute.getValueByteArrays();
                out.writeShort(values.length);
                for (byte[] value : values) {
                    out.writeInt(value.length);
                    out.write(value);
                }
            }
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return bytes.toByteArray();
    }

    static ReadOnlyEntry read(String dn, byte[] bytes) {
        var entry = new Entry(dn, Schema.matching());
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
                String name = in.readUTF();
                byte[][] values = new byte[in.readUnsignedShort()][];
                for (int index = 0; index < values.length; index++) {
                    int length = in.readInt();
                    if (length < 0 || length > EntryRules.VALUE_BYTES_MAX) {
                        throw new IOException("value of " + length + " bytes");
                    }
                    values[index] = in.readNBytes(length);
                }
                entry.addAttribute(new Attribute(name, Schema.matching(), values));
            }
        } catch (IOException | RuntimeException damaged) {
            throw new DirectoryException(DirectoryException.Reason.UNAVAILABLE,
                    "The stored entry '" + dn + "' is damaged: " + damaged.getMessage(), damaged);
        }
        return EntryRules.completed(entry);
    }
}
