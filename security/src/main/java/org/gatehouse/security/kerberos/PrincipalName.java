package org.gatehouse.security.kerberos;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.security.der.Der;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;

/// PrincipalName: `SEQUENCE { name-type [0] Int32, name-string [1] SEQUENCE OF KerberosString }` (RFC 4120 5.2.2).
///
/// Strings are UTF-8, as Windows sends them ([MS-KILE] 3.1.5.1).
public record PrincipalName(int type, List<String> parts) {
    /// A user, or an account in general (RFC 4120 6.2).
    public static final int PRINCIPAL = 1;
    /// A service and its instance: `exchangeMDB/outlook.corp.example`.
    public static final int SERVICE_INSTANCE = 2;
    /// One string, a user principal name (RFC 6806 5).
    public static final int ENTERPRISE = 10;
    private static final int PARTS_MAX = 16;

    public PrincipalName {
        parts = List.copyOf(parts);
    }

    static PrincipalName read(ByteReader in, int number) {
        ByteReader field = Der.enter(in, Der.context(number));
        ByteReader name = Der.enter(field, Der.SEQUENCE);
        Der.end(field);
        int type = (int) Der.integer(name, 0);
        ByteReader strings = Der.enter(name, Der.context(1));
        Der.end(name);
        ByteReader list = Der.enter(strings, Der.SEQUENCE);
        Der.end(strings);
        var parts = new ArrayList<String>();
        while (list.hasRemaining()) {
            require(parts.size() < PARTS_MAX, "principal name of too many parts");
            parts.add(text(Der.enter(list, Der.GENERAL_STRING).rest()));
        }
        return new PrincipalName(type, parts);
    }

    Bytes element(int number) {
        Bytes[] strings = parts.stream().map(PrincipalName::string).toArray(Bytes[]::new);
        return Der.explicitElement(number, Der.element(Der.SEQUENCE,
                Der.explicitElement(0, Der.integerElement(type)),
                Der.explicitElement(1, Der.element(Der.SEQUENCE, strings))));
    }

    /// A KerberosString.
    static Bytes string(String text) {
        return Der.element(Der.GENERAL_STRING, Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    static String text(Bytes content) {
        return new String(content.toArray(), StandardCharsets.UTF_8);
    }

    /// Whether both name the same, letter case aside, as Windows compares.
    boolean names(PrincipalName other) {
        return String.join("/", parts).equalsIgnoreCase(String.join("/", other.parts))
                && parts.size() == other.parts.size();
    }

    /// The parts with slashes between.
    @Override
    public String toString() {
        return String.join("/", parts);
    }
}
